// SPDX-License-Identifier: MIT
// The domain Runtime: code is evaluated by the engine's ordinary means, and what comes of it is described by objects.js. Nothing here needs the engine's inspector.

const kContextId = 1;
const kCallTypes = {
  __proto__: null, warn: 'warning', group: 'startGroup', groupCollapsed: 'startGroupCollapsed', groupEnd: 'endGroup',
};
const kMostMessages = 1000;

exports.create = (host, { sessions, scripts }) => {
  const { ProtocolError } = host;
  let exceptionCount = 0;

  // ---- stacks ------------------------------------------------------------------------------------------------------------

  function callFrame(line) {
    const match = /^\s+at (?:(.*?) \()?(?:(.*?):(\d+):(\d+)|native|<anonymous>)\)?$/.exec(line);
    if (match === null || match[2] === undefined) return undefined;
    const url = host.toURL(match[2].replace(/^async /, ''));
    return {
      functionName: (match[1] ?? '').replace(/^(?:async |new )+/, '').replace(/^Object\.<anonymous>$/, ''),
      scriptId: scripts.idOf(url) ?? '0',
      url,
      lineNumber: Number(match[3]) - 1,
      columnNumber: Number(match[4]) - 1,
    };
  }

  function callFrames(stack) {
    const frames = [];
    for (const line of stack.split('\n')) {
      const frame = callFrame(line);
      if (frame !== undefined && !frame.url.startsWith('node:internal/inspector/')) frames.push(frame);
    }
    return frames;
  }

  function stackOf(error) {
    let stack;
    try {
      stack = host.isError(error) ? error.stack : undefined;
    } catch {
      // A getter of the program's threw.
    }
    return typeof stack === 'string' ? { callFrames: callFrames(stack) } : undefined;
  }

  function detailsOf(session, error, options, text = 'Uncaught') {
    const stackTrace = stackOf(error);
    const top = stackTrace?.callFrames[0];
    const details = {
      exceptionId: ++exceptionCount,
      text,
      lineNumber: top?.lineNumber ?? 0,
      columnNumber: top?.columnNumber ?? 0,
    };
    if (top !== undefined) {
      details.scriptId = top.scriptId;
      details.url = top.url;
      details.stackTrace = stackTrace;
    }
    details.exception = session.objects.wrap(error, { ...options, byValue: false });
    return details;
  }

  // ---- evaluation --------------------------------------------------------------------------------------------------------

  function optionsOf({ objectGroup = '', returnByValue = false, generatePreview = false }) {
    return { group: objectGroup, byValue: returnByValue, preview: generatePreview };
  }

  // The answer for what `run` returns or throws. A function: it answers later by `session.answer`.
  function outcome(session, id, params, run) {
    const options = optionsOf(params);
    let value;
    try {
      value = host.asUserCode(run);
    } catch (error) {
      if (error instanceof ProtocolError) throw error;
      if (params.timeout !== undefined && error?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw new ProtocolError('Execution was terminated');
      host.fixError(error);
      return { result: session.objects.wrap(error, { ...options, byValue: false }), exceptionDetails: detailsOf(session, error, options) };
    }
    if (!params.awaitPromise) return { result: session.objects.wrap(value, options) };
    host.then(value, (settled) => {
      session.attempt(id, () => ({ result: session.objects.wrap(settled, options) }));
    }, (error) => {
      host.fixError(error);
      session.attempt(id, () => ({
        result: session.objects.wrap(error, { ...options, byValue: false }),
        exceptionDetails: detailsOf(session, error, options, 'Uncaught (in promise)'),
      }));
    });
    return session.later;
  }

  function checkContext(contextId) {
    if (contextId !== undefined && contextId !== kContextId && !host.hasContext(contextId)) throw new ProtocolError('Cannot find context with specified id');
  }

  const enabled = (session) => session.domains.has('Runtime');

  const methods = {
    enable(session) {
      if (enabled(session)) return {};
      session.domains.add('Runtime');
      session.emit('Runtime.executionContextCreated', {
        context: {
          id: kContextId, origin: '', name: host.contextName, uniqueId: `${host.isolate}.1`, auxData: { isDefault: true },
        },
      });
      for (const context of host.contexts()) tellContext(session, context);
      for (const message of messages) report(session, message);
      return {};
    },
    disable(session) {
      session.domains.delete('Runtime');
      return {};
    },
    evaluate(session, params, id) {
      checkContext(params.contextId);
      const { expression, timeout, includeCommandLineAPI = false, replMode = false } = params;
      if (typeof expression !== 'string') throw host.invalid('expression: string value expected');
      return outcome(session, id, replMode ? { ...params, awaitPromise: true } : params, () => {
        if (params.contextId !== undefined && params.contextId !== kContextId) return host.evaluateInContext(params.contextId, expression);
        return host.evaluate(expression, { timeout, includeCommandLineAPI, replMode });
      });
    },
    callFunctionOn(session, params, id) {
      const { functionDeclaration, objectId, arguments: list = [], executionContextId, objectGroup } = params;
      if (typeof functionDeclaration !== 'string') throw host.invalid('functionDeclaration: string value expected');
      if (objectId === undefined && executionContextId === undefined) {
        throw new ProtocolError('Either objectId or executionContextId or uniqueContextId must be specified');
      }
      checkContext(executionContextId);
      const entry = objectId === undefined ? undefined : session.objects.entry(objectId);
      const args = list.map((argument) => session.objects.unwrap(argument));
      return outcome(session, id, { ...params, objectGroup: objectGroup ?? entry?.group ?? '' }, () => {
        const fn = host.evaluate(`(${functionDeclaration}\n)`, {});
        if (typeof fn !== 'function') throw new ProtocolError('Given expression does not evaluate to a function');
        return Reflect.apply(fn, entry?.value, args);
      });
    },
    getProperties(session, params) { return session.objects.properties(params.objectId, params); },
    releaseObject(session, { objectId }) {
      session.objects.release(objectId);
      return {};
    },
    releaseObjectGroup(session, { objectGroup }) {
      session.objects.releaseGroup(objectGroup);
      return {};
    },
    awaitPromise(session, params, id) {
      const promise = session.objects.get(params.promiseObjectId);
      if (!host.types.isPromise(promise)) throw new ProtocolError('Could not find promise with given id');
      return outcome(session, id, { ...params, awaitPromise: true }, () => promise);
    },
    compileScript(session, { expression, sourceURL, persistScript, executionContextId }) {
      checkContext(executionContextId);
      try {
        host.checkSyntax(expression, sourceURL ?? '');
      } catch (error) {
        host.fixError(error);
        return { exceptionDetails: detailsOf(session, error, {}) };
      }
      if (!persistScript) return {};
      const scriptId = `c${++compiledCount}`;
      compiled.set(scriptId, { expression, sourceURL });
      return { scriptId };
    },
    runScript(session, params, id) {
      checkContext(params.executionContextId);
      const script = compiled.get(params.scriptId);
      if (script === undefined) throw new ProtocolError('No script with given id');
      return outcome(session, id, params, () => host.evaluate(script.expression, { url: script.sourceURL }));
    },
    globalLexicalScopeNames(session, { executionContextId }) {
      checkContext(executionContextId);
      return { names: scripts.lexicalNames?.() ?? [] };
    },
    queryObjects(session, { prototypeObjectId, objectGroup = '' }) {
      return { objects: session.objects.wrap(host.instancesOf(session.objects.get(prototypeObjectId)), { group: objectGroup }) };
    },
    getIsolateId() { return { id: host.isolate }; },
    getHeapUsage() { return host.heapUsage(); },
    discardConsoleEntries() {
      messages.length = 0;
      return {};
    },
    setCustomObjectFormatterEnabled() { return {}; },
    setMaxCallStackSizeToCapture() { return {}; },
    setAsyncCallStackDepth() { return {}; },
    runIfWaitingForDebugger(session) {
      host.stopWaiting(session);
      return {};
    },
    terminateExecution() {
      throw new ProtocolError('Execution cannot be terminated');
    },
    addBinding(session, { name }) {
      if (typeof name !== 'string') throw host.invalid('name: string value expected');
      host.defineBinding(name, (payload) => session.emit('Runtime.bindingCalled', { name, payload, executionContextId: kContextId }));
      return {};
    },
    removeBinding() { return {}; },
    getExceptionDetails(session, { errorObjectId }) {
      const error = session.objects.get(errorObjectId);
      if (!host.isError(error)) throw new ProtocolError('errorObjectId is not a JS error object');
      return { exceptionDetails: detailsOf(session, error, {}) };
    },
  };

  const compiled = new Map();
  let compiledCount = 0;

  // ---- the console -------------------------------------------------------------------------------------------------------

  const messages = [];

  function report(session, { type, args, timestamp, stack }) {
    session.emit('Runtime.consoleAPICalled', {
      type,
      args: args.map((value) => session.objects.wrap(value, { group: 'console', preview: true })),
      executionContextId: kContextId,
      timestamp,
      stackTrace: { callFrames: callFrames(stack) },
    });
  }

  function consoleCalled(method, args, stack, keeps) {
    const message = { type: kCallTypes[method] ?? method, args, timestamp: Date.now(), stack };
    if (keeps) {
      if (method === 'clear') messages.length = 0;
      messages.push(message);
      if (messages.length > kMostMessages) messages.shift();
    }
    for (const session of sessions) if (enabled(session)) report(session, message);
  }

  function exceptionThrown(error, fromPromise) {
    for (const session of sessions) {
      if (!enabled(session)) continue;
      session.emit('Runtime.exceptionThrown', {
        timestamp: Date.now(),
        exceptionDetails: { ...detailsOf(session, error, {}, fromPromise ? 'Uncaught (in promise)' : 'Uncaught'), executionContextId: kContextId },
      });
    }
  }

  function tellContext(session, { id, name, origin }) {
    session.emit('Runtime.executionContextCreated', {
      context: { id, origin, name, uniqueId: `${host.isolate}.${id}`, auxData: { isDefault: false } },
    });
  }

  function contextBegan(context) {
    for (const session of sessions) if (enabled(session)) tellContext(session, context);
  }

  function contextEnded(id) {
    for (const session of sessions) {
      if (enabled(session)) {
        session.emit('Runtime.executionContextDestroyed', { executionContextId: id, executionContextUniqueId: `${host.isolate}.${id}` });
      }
    }
  }

  function contextDestroyed() {
    for (const session of sessions) {
      if (enabled(session)) {
        session.emit('Runtime.executionContextDestroyed', { executionContextId: kContextId, executionContextUniqueId: `${host.isolate}.1` });
      }
    }
  }

  return { methods, consoleCalled, exceptionThrown, contextDestroyed, contextBegan, contextEnded, detailsOf, callFrames, forget: () => { messages.length = 0; } };
};
