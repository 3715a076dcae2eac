// SPDX-License-Identifier: MIT
// The domain Debugger, over the engine's own inspector, which speaks WebKit's protocol and knows one front end. Sessions share it: the engine's debugger is on while one of them
// wants it, breakpoints are counted, and what values a paused frame has come over from the engine's table into the sessions' own.

const kImport = '__protojs_inspected';
const kGroup = 'protojs';

const kLinesForStart = 1000, kPlacesForStart = 8;
const kExceptionStates = { __proto__: null, none: 'none', caught: 'all', uncaught: 'uncaught', all: 'all' };
const kRank = { __proto__: null, none: 0, uncaught: 1, caught: 2, all: 2 };

exports.create = (host, { sessions, scripts, runtime }) => {
  const { ProtocolError } = host;
  const enabled = (session) => session.domains.has('Debugger');

  // ---- the engine --------------------------------------------------------------------------------------------------------

  let isOpen = false;
  let isOpening = false; // scripts without a name that are there already are the runtime's own
  let lastId = 0;
  const answers = new Map();

  function call(method, params = {}) {
    const id = ++lastId;
    answers.set(id, undefined);
    const status = host.engineSend(JSON.stringify({ id, method, params }));
    const answer = answers.get(id);
    answers.delete(id);
    if (answer === undefined) throw new ProtocolError(`The engine's inspector does not answer (${status})`);
    if (answer.error !== undefined) throw new ProtocolError(answer.error.message);
    return answer.result;
  }

  scripts.readBy((scriptId) => call('Debugger.getScriptSource', { scriptId }).scriptSource);

  function open() {
    if (isOpen) return;
    const status = host.engineOpen();
    if (status !== 0) throw new ProtocolError('Debugging is not supported with this build of the engine');
    isOpen = isOpening = true;
    scripts.clear();
    call('Debugger.enable');
    isOpening = false;
    call('Debugger.setShouldBlackboxURL', { url: '^node:internal/', shouldBlackbox: true, caseSensitive: true, isRegex: true });
    call('Debugger.setBreakpointsActive', { active: true });
    call('Debugger.setPauseOnDebuggerStatements', { enabled: true });
    host.debugContexts(true);
  }

  function close() {
    if (!isOpen) return;
    isOpen = false;
    paused = undefined;
    startBreakpoints = [];
    breakpoints.clear();
    blackboxed = [];
    exceptionState = 'none';
    host.debugContexts(false);
    host.engineClose();
  }

  // ---- events ------------------------------------------------------------------------------------------------------------

  let paused; // { frames, params } while JavaScript is
  let startReason = false; // the pause asked for is the one before the program's first line

  function emit(method, params) {
    for (const session of sessions) if (enabled(session)) session.emit(method, params);
  }

  const events = {
    '__proto__': null,
    'Debugger.scriptParsed': (event) => {
      if (event.url === '' && event.sourceURL === undefined && (silent > 0 || isOpening)) return;
      for (const script of scripts.parsed(event)) {
        emit('Debugger.scriptParsed', script.parsed());
        announce(script);
      }
    },
    'Debugger.scriptFailedToParse': ({ url, startLine, errorLine, errorMessage }) => {
      void startLine, errorLine, errorMessage;
      if (url === '') return;
      emit('Debugger.scriptFailedToParse', {
        scriptId: '0', url: host.toURL(url), startLine: 0, startColumn: 0, endLine: 0, endColumn: 0, executionContextId: 1, hash: '', buildId: '',
      });
    },
    'Debugger.breakpointResolved': ({ breakpointId, location }) => {
      for (const breakpoint of breakpoints.values()) {
        if (!breakpoint.engineIds.includes(breakpointId)) continue;
        for (const session of breakpoint.sessions) {
          session.emit('Debugger.breakpointResolved', { breakpointId: breakpoint.id, location: scripts.location(location) });
        }
      }
    },
    'Debugger.paused': (event) => {
      if (passWrapper(event) || passDirective(event)) return;
      paused = { event, frames: event.callFrames, id: ++pauseCount };
      const reason = reasonOf(event);
      for (const session of sessions) {
        if (!enabled(session) || session.skipsPauses) continue;
        session.emit('Debugger.paused', {
          callFrames: event.callFrames.map((frame, i) => describeFrame(session, frame, i)),
          reason: reason.reason,
          ...(reason.error === undefined ? {} : { data: { ...session.objects.wrap(reason.error.value, { group: 'backtrace' }), uncaught: false } }),
          hitBreakpoints: reason.hit,
          ...asyncTrace(event.asyncStackTrace),
        });
      }
    },
    'Debugger.resumed': () => {
      if (paused !== undefined) resumed();
    },
  };

  function onMessage(text) {
    const message = JSON.parse(text);
    if (message.id !== undefined) {
      if (answers.has(message.id)) answers.set(message.id, message);
      return;
    }
    events[message.method]?.(message.params);
  }

  // ---- pauses ------------------------------------------------------------------------------------------------------------

  let pauseCount = 0;
  let silent = 0;
  let temporary; // of continueToLocation

  // The script that only makes the function around a file: nobody means to pause there. What was to pause on the first line does so in the function.
  function passWrapper({ callFrames: [{ location }] }) {
    if (location.lineNumber !== 0) return false;
    const script = scripts.at(location);
    const column = script?.beginning ?? 0;
    if (column === 0 || (location.columnNumber ?? 0) >= column) return false;
    if (startReason) {
      removeStart();
      // The engine does not stop everywhere on the first line of a generator: the next places are taken along.
      const start = { ...location, columnNumber: column };
      const { locations } = call('Debugger.getBreakpointLocations', { start, end: { ...location, lineNumber: kLinesForStart, columnNumber: 0 } });
      const inside = locations.filter(({ lineNumber }) => lineNumber < script.event.endLine); // the last line is the loader's
      for (const place of [start, ...inside.slice(0, kPlacesForStart)]) {
        try {
          startBreakpoints.push(call('Debugger.setBreakpoint', { location: place, options: { autoContinue: false } }).breakpointId);
        } catch {
          continue; // it is the same as the one before
        }
      }
      call('Debugger.resume');
      return true;
    }
    let isWanted = false;
    for (const breakpoint of breakpoints.values()) {
      if (breakpoint.byURL === undefined || breakpoint.byURL.where.lineNumber !== 0 || !breakpoint.byURL.matches(script.url)) continue;
      isWanted = true;
      try {
        breakpoint.locations.length = 0;
        setInScript(breakpoint, script, breakpoint.byURL.where, breakpoint.byURL.options);
      } catch {
        continue; // the engine has no place there, or has it already
      }
    }
    call(isWanted ? 'Debugger.resume' : 'Debugger.stepInto');
    return true;
  }

  // A directive is no statement for who knows V8: the first line is the one after it.
  function passDirective({ callFrames: [{ location }] }) {
    if (!startReason) return false;
    const { scriptId, lineNumber } = scripts.location(location);
    if (!scripts.has(scriptId) || scripts.get(scriptId).url === '') {
      call('Debugger.resume'); // text without a name is not where the program begins
      return true;
    }
    const line = host.textOf(scripts.get(scriptId).name)?.split('\n', lineNumber + 1)[lineNumber];
    if (line === undefined || !/^\s*(?:'use [\w ]+'|"use [\w ]+");?\s*$/.test(line)) return false;
    removeStart();
    call('Debugger.stepOver');
    return true;
  }

  function reasonOf({ reason, data, callFrames: [top] }) {
    if (temporary !== undefined) {
      try {
        call('Debugger.removeBreakpoint', { breakpointId: temporary });
      } catch {
        // It is gone with its script.
      }
      temporary = undefined;
    }
    if (startReason) {
      startReason = false;
      removeStart();
      return { reason: 'Break on start', hit: [] };
    }
    if (reason === 'exception') return { reason: 'exception', hit: [], error: { value: data === undefined ? undefined : importRemote(data) } };
    const hit = [];
    if (data?.breakpointId !== undefined) {
      for (const { id, engineIds } of breakpoints.values()) if (engineIds.includes(data.breakpointId)) hit.push(id);
    } else if (reason === 'Breakpoint' || reason === 'other') {
      for (const { id, places } of breakpoints.values()) {
        if (places.some((place) => place.lineNumber === top.location.lineNumber && place.scriptId === top.location.scriptId &&
            place.columnNumber === top.location.columnNumber)) hit.push(id);
      }
    }
    return { reason: reason === 'assert' ? 'assert' : 'other', hit };
  }

  function asyncTrace(trace) {
    if (trace === undefined) return {};
    const convert = ({ callFrames, parentStackTrace, topCallFrameIsBoundary }) => ({
      description: topCallFrameIsBoundary ? callFrames[0]?.functionName ?? '' : '',
      callFrames: (topCallFrameIsBoundary ? callFrames.slice(1) : callFrames).filter(({ scriptId }) => scriptId !== '').map((frame) => ({
        functionName: frame.functionName,
        url: host.toURL(frame.url),
        ...scripts.location({ scriptId: frame.scriptId, lineNumber: frame.lineNumber - 1, columnNumber: frame.columnNumber - 1 }),
      })),
      ...(parentStackTrace === undefined ? {} : { parent: convert(parentStackTrace) }),
    });
    return { asyncStackTrace: convert(trace) };
  }

  function describeFrame(session, frame, ordinal) {
    const location = scripts.location(frame.location);
    const pause = paused;
    return {
      callFrameId: `${host.isolate}.${pause.id}.${ordinal}`,
      functionName: frame.functionName === '(anonymous function)' || frame.functionName === 'global code' ? '' : frame.functionName,
      functionLocation: location,
      location,
      url: scripts.has(location.scriptId) ? scripts.get(location.scriptId).url : '',
      scopeChain: describeScopes(session, frame),
      this: later(session, frame.this),
      canBeRestarted: false,
    };
  }

  // A value of the engine's table. Objects come over when somebody asks for them, but say at once what they are.
  function later(session, remote) {
    if (remote === undefined) return { type: 'undefined' };
    if (remote.objectId === undefined || remote.type === 'symbol') return session.objects.wrap(importRemote(remote), { group: 'backtrace' });
    return session.objects.wrap(importRemote(remote), { group: 'backtrace' });
  }

  // The engine tells each block's variables and those of the function apart; what belongs to the function is one scope for the protocol.
  function describeScopes(session, frame) {
    const groups = [];
    const [first] = frame.scopeChain;
    const owner = first?.location;
    const isOwn = ({ location, name }) => location !== undefined && owner !== undefined && location.lineNumber === owner.lineNumber &&
      location.columnNumber === owner.columnNumber && location.scriptId === owner.scriptId && name === first.name;
    for (const scope of frame.scopeChain) {
      if (scope.type === 'closure' && isOwn(scope)) {
        const local = groups.find(({ type }) => type === 'local');
        if (local !== undefined) local.scopes.push(scope);
        else groups.push({ type: 'local', name: scope.name, scopes: [scope] });
      } else if (!scope.empty || scope.type === 'global') {
        groups.push({ type: kScopeTypes[scope.type] ?? 'closure', name: scope.name, scopes: [scope] });
      }
    }
    if (!groups.some(({ type }) => type === 'local')) groups.unshift({ type: 'local', name: undefined, scopes: [] });
    return groups.map(({ type, name, scopes }) => describeScope(session, type, name, scopes));
  }

  const kScopeTypes = {
    __proto__: null, global: 'global', with: 'with', closure: 'closure', catch: 'catch', functionName: 'closure',
    globalLexicalEnvironment: 'script', nestedLexical: 'block',
  };

  function describeScope(session, type, name, scopes) {
    const object = type === 'global' || type === 'with' ? session.objects.wrap(importRemote(scopes[0].object), { group: 'backtrace' }) : {
      type: 'object',
      className: 'Object',
      description: 'Object',
      objectId: session.objects.holdLater(() => ({ value: undefined, scopes: scopes.map(({ object }) => importRemote(object)) }), 'backtrace'),
    };
    const scope = { type, object };
    if (name !== undefined && name !== '') scope.name = name;
    return scope;
  }

  // ---- values of the engine's table --------------------------------------------------------------------------------------

  function importRemote(remote) {
    const { type, objectId, value } = remote;
    if (objectId === undefined) {
      if (type === 'undefined') return undefined;
      if (type === 'bigint') return BigInt(remote.description.replace(/n$/, ''));
      if (type === 'number' && value === undefined) return Number(remote.description);
      if (type === 'object' && remote.subtype === 'null') return null;
      return value;
    }
    let taken;
    let isThere = false;
    host.lend(kImport, (given) => {
      taken = given;
      isThere = true;
    }, () => {
      silent++;
      try {
        call('Runtime.callFunctionOn', {
          objectId, functionDeclaration: `function(value) { ${kImport}(value); }`, arguments: [{ objectId }], doNotPauseOnExceptionsAndMuteConsole: true,
        });
      } finally {
        silent--;
      }
    });
    if (!isThere) throw new ProtocolError('The value is not to be had');
    return taken;
  }

  function frameOf(callFrameId) {
    const [, pause, ordinal] = String(callFrameId).split('.');
    if (paused === undefined) throw new ProtocolError('Can only perform operation while paused.');
    const frame = Number(pause) === paused.id ? paused.frames[ordinal] : undefined;
    if (frame === undefined) throw new ProtocolError('Could not find call frame with given id');
    return frame;
  }

  // Names that a module imports are properties of objects in the engine's text. What fails for want of one is tried again with the name declared.
  function withImports(frame, expression, error) {
    const name = /^(?:Can't find variable: (\S+)|(\S+) is not defined)$/.exec(host.messageOf(error));
    const text = name === null ? undefined : host.textOf(scripts.at(frame.location)?.name ?? '');
    if (text === undefined) return undefined;
    const declarations = [];
    for (const { 0: local, 1: place } of scripts.importsOf(text)) {
      if (new RegExp(`(?<![\\w$.])${escaped(local)}(?![\\w$])`).test(expression)) declarations.push(`const ${local} = ${place};`);
    }
    return declarations.length === 0 ? undefined : `${declarations.join(' ')} ${expression}`;
  }

  function evaluateOnFrame(callFrameId, expression) {
    const frame = frameOf(callFrameId);
    const outcome = evaluateOnce(frame, expression);
    if (!outcome.wasThrown) return outcome;
    const again = withImports(frame, expression, outcome.value);
    return again === undefined ? outcome : evaluateOnce(frame, again);
  }

  function evaluateOnce(frame, expression) {
    silent++;
    try {
      const answer = call('Debugger.evaluateOnCallFrame', {
        callFrameId: frame.callFrameId, expression, objectGroup: kGroup, includeCommandLineAPI: false, doNotPauseOnExceptionsAndMuteConsole: true,
      });
      const value = importRemote(answer.result);
      return { value, wasThrown: answer.wasThrown };
    } finally {
      silent--;
      if (paused !== undefined) call('Runtime.releaseObjectGroup', { objectGroup: kGroup });
    }
  }

  // ---- breakpoints -------------------------------------------------------------------------------------------------------

  const breakpoints = new Map(); // id -> { id, engineIds, places, locations, sessions }

  function escaped(text) { return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'); }

  // The engine knows CommonJS files by their paths, the protocol by URLs.
  function patternOf({ url, urlRegex }) {
    if (urlRegex !== undefined) return urlRegex.replace(/file:(?:\\?\/){2}/g, '(?:file://)?');
    const name = host.toName(url);
    return name === url ? `^${escaped(url)}$` : `^(?:${escaped(url)}|${escaped(name)})$`;
  }

  function place(breakpoint, { breakpointId, actualLocation, locations }) {
    breakpoint.engineIds.push(breakpointId);
    for (const location of locations ?? [actualLocation]) {
      breakpoint.places.push(location);
      breakpoint.locations.push(scripts.location(location));
    }
  }

  function setInScript(breakpoint, script, where, options) {
    place(breakpoint, call('Debugger.setBreakpoint', { location: script.toEngine(where), options }));
  }

  function setByURL(breakpoint, params, where, options) {
    const pattern = patternOf(params);
    const matches = matcher(params);
    const known = [...scripts.all()].filter(({ url, name }) => matches(url) || matches(name));
    const alone = known.find(({ isShared }) => !isShared);
    for (const script of known) if (script.isShared) setInScript(breakpoint, script, where, options);
    // Of a file that is not there yet nobody knows how its first line begins: see passWrapper().
    const columnNumber = alone === undefined ? (where.lineNumber === 0 ? 0 : where.columnNumber ?? 0) : alone.toEngine(where).columnNumber;
    place(breakpoint, call('Debugger.setBreakpointByUrl', { urlRegex: pattern, lineNumber: where.lineNumber, columnNumber, options }));
  }

  function matcher({ url, urlRegex }) {
    if (urlRegex === undefined) return (text) => text === url;
    let pattern;
    try {
      pattern = new RegExp(urlRegex);
    } catch {
      throw new ProtocolError('Invalid regular expression');
    }
    return (text) => pattern.test(text);
  }

  const optionsOf = (condition) => (condition ? { condition, autoContinue: false } : { autoContinue: false });

  function addBreakpoint(session, id, set) {
    const known = breakpoints.get(id);
    if (known !== undefined) {
      if (known.sessions.has(session)) throw new ProtocolError('Breakpoint at specified location already exists.');
      known.sessions.add(session);
      return known;
    }
    const breakpoint = { id, engineIds: [], places: [], locations: [], sessions: new Set([session]) };
    set(breakpoint);
    breakpoints.set(id, breakpoint);
    return breakpoint;
  }

  function removeBreakpoint(session, id) {
    const breakpoint = breakpoints.get(id);
    if (breakpoint === undefined || !breakpoint.sessions.delete(session)) return;
    if (breakpoint.sessions.size > 0) return;
    breakpoints.delete(id);
    for (const breakpointId of breakpoint.engineIds) call('Debugger.removeBreakpoint', { breakpointId });
  }

  // A script that appeared: breakpoints by URL that the engine cannot place in a text of several files.
  function announce(script) {
    if (!script.isShared) return;
    for (const breakpoint of breakpoints.values()) {
      if (breakpoint.byURL === undefined || !breakpoint.byURL.matches(script.url)) continue;
      const before = breakpoint.locations.length;
      try {
        setInScript(breakpoint, script, breakpoint.byURL.where, breakpoint.byURL.options);
      } catch {
        continue; // no place there
      }
      for (const location of breakpoint.locations.slice(before)) {
        for (const session of breakpoint.sessions) session.emit('Debugger.breakpointResolved', { breakpointId: breakpoint.id, location });
      }
    }
  }

  // ---- the pause before the first line -----------------------------------------------------------------------------------

  let startBreakpoints = [];

  // Before the program's file is loaded. `name` is what the engine will call it.
  function breakAtStart(name) {
    open();
    startReason = true;
    startBreakpoints.push(call('Debugger.setBreakpointByUrl', {
      urlRegex: patternOf({ url: host.toURL(name) }), lineNumber: 0, columnNumber: 0, options: { autoContinue: false },
    }).breakpointId);
  }

  function removeStart() {
    for (const breakpointId of startBreakpoints) call('Debugger.removeBreakpoint', { breakpointId });
    startBreakpoints = [];
  }

  // ---- methods -----------------------------------------------------------------------------------------------------------

  let exceptionState = 'none';
  let blackboxed = [];

  function applyExceptionState() {
    let state = 'none';
    for (const session of sessions) {
      if (enabled(session) && kRank[session.exceptionState ?? 'none'] > kRank[state]) state = session.exceptionState;
    }
    if (state === exceptionState || !isOpen) return;
    exceptionState = state;
    call('Debugger.setPauseOnExceptions', { state: kExceptionStates[state] });
  }

  function applyBlackbox() {
    const wanted = new Set();
    for (const session of sessions) if (enabled(session)) for (const pattern of session.blackbox ?? []) wanted.add(pattern);
    for (const pattern of blackboxed) {
      if (!wanted.has(pattern)) call('Debugger.setShouldBlackboxURL', { url: patternOf({ urlRegex: pattern }), shouldBlackbox: false, caseSensitive: true, isRegex: true });
    }
    for (const pattern of wanted) {
      if (!blackboxed.includes(pattern)) call('Debugger.setShouldBlackboxURL', { url: patternOf({ urlRegex: pattern }), shouldBlackbox: true, caseSensitive: true, isRegex: true });
    }
    blackboxed = [...wanted];
  }

  function needPause() {
    if (paused === undefined) throw new ProtocolError('Can only perform operation while paused.');
  }

  // The protocol tells of each step as of going on, the engine only where nothing pauses again.
  function resumed() {
    paused = undefined;
    for (const session of sessions) session.objects.releaseGroup('backtrace');
    emit('Debugger.resumed', {});
  }

  function go(method) {
    return (session) => {
      needPause();
      call(method);
      const before = paused;
      session.afterAnswer = () => {
        if (paused === before) resumed();
      };
      return {};
    };
  }

  function lineOf(where) {
    if (typeof where?.lineNumber !== 'number') throw host.invalid('lineNumber: integer value expected');
    return { lineNumber: where.lineNumber, columnNumber: where.columnNumber };
  }

  const methods = {
    enable(session) {
      if (!enabled(session)) {
        const isFirst = !isOpen;
        session.domains.add('Debugger');
        try {
          open();
        } catch (error) {
          session.domains.delete('Debugger');
          throw error;
        }
        if (!isFirst) for (const script of scripts.all()) session.emit('Debugger.scriptParsed', script.parsed());
        if (paused !== undefined) replayPause(session);
      }
      return { debuggerId: host.debuggerId };
    },
    disable(session) {
      leave(session);
      return {};
    },
    setSkipAllPauses(session, { skip }) {
      session.skipsPauses = skip === true;
      return {};
    },
    setBreakpointsActive(session, { active }) {
      call('Debugger.setBreakpointsActive', { active: active === true });
      return {};
    },
    setBreakpointByUrl(session, params) {
      const { url, urlRegex, lineNumber, columnNumber, scriptHash, condition = '' } = params;
      if (url === undefined && urlRegex === undefined && scriptHash === undefined) {
        throw new ProtocolError('Either url or urlRegex or scriptHash must be specified.');
      }
      const where = lineOf({ lineNumber, columnNumber });
      const matches = matcher(params);
      const id = `${urlRegex === undefined ? 1 : 2}:${lineNumber}:${columnNumber ?? 0}:${url ?? urlRegex}`;
      const options = optionsOf(condition);
      const breakpoint = addBreakpoint(session, id, (made) => {
        setByURL(made, params, where, options);
        made.byURL = { matches, where, options };
      });
      return { breakpointId: id, locations: breakpoint.locations };
    },
    setBreakpoint(session, { location, condition = '' }) {
      const script = scripts.get(location?.scriptId);
      const where = lineOf(location);
      const id = `4:${where.lineNumber}:${where.columnNumber ?? 0}:${script.id}`;
      const breakpoint = addBreakpoint(session, id, (made) => setInScript(made, script, where, optionsOf(condition)));
      return { breakpointId: id, actualLocation: breakpoint.locations[0] };
    },
    removeBreakpoint(session, { breakpointId }) {
      removeBreakpoint(session, breakpointId);
      return {};
    },
    getPossibleBreakpoints(session, { start, end }) {
      const script = scripts.get(start?.scriptId);
      const from = script.toEngine(lineOf(start));
      const to = script.toEngine(end === undefined ? { lineNumber: start.lineNumber + 1, columnNumber: 0 } : lineOf(end));
      const { locations } = call('Debugger.getBreakpointLocations', { start: from, end: to });
      return { locations: locations.map((location) => scripts.location(location)).filter(({ lineNumber }) => lineNumber >= start.lineNumber) };
    },
    continueToLocation(session, { location }) {
      needPause();
      const script = scripts.get(location?.scriptId);
      temporary = call('Debugger.setBreakpoint', { location: script.toEngine(lineOf(location)) }).breakpointId;
      return methods.resume(session);
    },
    pause() {
      call('Debugger.pause');
      return {};
    },
    resume: go('Debugger.resume'),
    stepOver: go('Debugger.stepOver'),
    stepInto: go('Debugger.stepInto'),
    stepOut: go('Debugger.stepOut'),
    getScriptSource(session, { scriptId }) {
      const script = scripts.get(scriptId);
      return { scriptSource: sourceOf(script) };
    },
    searchInContent(session, { scriptId, query, caseSensitive = false, isRegex = false }) {
      const pattern = new RegExp(isRegex ? query : escaped(query), caseSensitive ? '' : 'i');
      const result = [];
      sourceOf(scripts.get(scriptId)).split('\n').forEach((lineContent, lineNumber) => {
        if (pattern.test(lineContent)) result.push({ lineNumber, lineContent });
      });
      return { result };
    },
    setPauseOnExceptions(session, { state }) {
      if (kExceptionStates[state] === undefined) throw new ProtocolError(`Unknown pause on exceptions mode: ${state}`);
      session.exceptionState = state;
      applyExceptionState();
      return {};
    },
    evaluateOnCallFrame(session, params) {
      const { callFrameId, expression, objectGroup = '', returnByValue = false, generatePreview = false } = params;
      const options = { group: objectGroup, byValue: returnByValue, preview: generatePreview };
      const { value, wasThrown } = evaluateOnFrame(callFrameId, expression);
      if (!wasThrown) return { result: session.objects.wrap(value, options) };
      host.fixError(value);
      return { result: session.objects.wrap(value, { ...options, byValue: false }), exceptionDetails: runtime.detailsOf(session, value, options) };
    },
    setVariableValue(session, { scopeNumber, variableName, newValue, callFrameId }) {
      const frame = frameOf(callFrameId);
      const scopes = describeScopes(session, frame);
      const scope = scopes[scopeNumber];
      if (scope === undefined) throw new ProtocolError('Could not find scope with given number');
      const entry = session.objects.entry(scope.object.objectId);
      const holders = entry.scopes ?? [entry.value];
      const holder = holders.find((object) => Reflect.has(object, variableName));
      if (holder === undefined) throw new ProtocolError('Could not find variable with given name');
      try {
        holder[variableName] = session.objects.unwrap(newValue);
      } catch (error) {
        throw new ProtocolError(String(error?.message ?? error));
      }
      return {};
    },
    setAsyncCallStackDepth(session, { maxDepth }) {
      call('Debugger.setAsyncStackTraceDepth', { depth: Math.max(0, Math.trunc(maxDepth) || 0) });
      return {};
    },
    setBlackboxPatterns(session, { patterns }) {
      if (!Array.isArray(patterns)) throw host.invalid('patterns: array expected');
      for (const pattern of patterns) matcher({ urlRegex: pattern });
      session.blackbox = patterns;
      applyBlackbox();
      return {};
    },
    setBlackboxExecutionContexts() { return {}; },
    setBlackboxedRanges() { return {}; },
    setReturnValue() { throw new ProtocolError('The return value of a frame cannot be set'); },
    restartFrame() { throw new ProtocolError('Frames cannot be restarted'); },
    setScriptSource() { throw new ProtocolError('The source of a script cannot be changed'); },
    setInstrumentationBreakpoint(session, { instrumentation }) {
      return { breakpointId: `8:${instrumentation}` };
    },
    setBreakpointOnFunctionCall() { throw new ProtocolError('Breakpoints on calls of a function are not supported'); },
    getStackTrace() { throw new ProtocolError('Stack traces of other debuggers are not kept'); },
  };

  function sourceOf(script) {
    const text = host.textOf(script.name);
    if (text !== undefined) return text;
    const { scriptSource } = call('Debugger.getScriptSource', { scriptId: script.engineId });
    if (!script.isShared) return scriptSource.slice(script.head === 0 ? 0 : script.head);
    return scriptSource.split('\n').slice(script.firstLine, script.lastLine === undefined ? undefined : script.lastLine + 1).join('\n');
  }

  function replayPause(session) {
    session.emit('Debugger.paused', {
      callFrames: paused.frames.map((frame, i) => describeFrame(session, frame, i)), reason: 'other', hitBreakpoints: [],
    });
  }

  // A session ends, or wants no debugger any more.
  function leave(session) {
    if (!enabled(session)) return;
    session.domains.delete('Debugger');
    session.exceptionState = session.blackbox = undefined;
    for (const id of [...breakpoints.keys()]) removeBreakpoint(session, id);
    for (const other of sessions) {
      if (enabled(other)) {
        applyExceptionState();
        applyBlackbox();
        return;
      }
    }
    if (paused !== undefined) {
      call('Debugger.resume');
      resumed();
    }
    close();
  }

  return {
    methods,
    onMessage,
    leave,
    breakAtStart,
    isEnabled: () => isOpen,
    isPaused: () => paused !== undefined,
    // JavaScript is paused by the engine. True: wait for what front ends say.
    stays() {
      if (paused === undefined) return false;
      for (const session of sessions) if (session.isRemote && enabled(session)) return true;
      call('Debugger.resume');
      resumed();
      return false;
    },
    pauseNow() {
      open();
      call('Debugger.pause');
    },
  };
};
