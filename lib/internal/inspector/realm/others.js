// SPDX-License-Identifier: MIT
// The smaller domains: what belongs to Node, profiles, and those that front ends switch on without meaning anything by it.

exports.create = (host, { sessions, runtime }) => {
  const { ProtocolError } = host;
  const none = () => ({});

  function switchable(name, methods = {}) {
    return {
      enable(session) {
        session.domains.add(name);
        return {};
      },
      disable(session) {
        session.domains.delete(name);
        return {};
      },
      ...methods,
    };
  }

  function needs(session, domain, message) {
    if (!session.domains.has(domain)) throw new ProtocolError(message);
  }

  // ---- profiles ----------------------------------------------------------------------------------------------------------

  const Profiler = switchable('Profiler', {
    setSamplingInterval(session, { interval }) {
      if (!Number.isInteger(interval)) throw host.invalid('interval: integer value expected');
      if (session.profile !== undefined) throw new ProtocolError('Cannot change sampling interval when profiling.');
      session.samplingInterval = interval;
      return {};
    },
    start(session) {
      needs(session, 'Profiler', 'Profiler is not enabled');
      session.profile ??= host.startProfile(session.samplingInterval);
      return {};
    },
    stop(session) {
      needs(session, 'Profiler', 'Profiler is not enabled');
      if (session.profile === undefined) throw new ProtocolError('No recording profiles found');
      const profile = host.stopProfile(session.profile);
      session.profile = undefined;
      return { profile };
    },
    startPreciseCoverage() { throw new ProtocolError('Coverage is not counted here: set NODE_V8_COVERAGE'); },
    stopPreciseCoverage: none,
    takePreciseCoverage() { throw new ProtocolError('Precise coverage has not been started.'); },
    getBestEffortCoverage() { return { result: [] }; },
  });

  const kChunk = 100 * 1024;

  const HeapProfiler = switchable('HeapProfiler', {
    collectGarbage() {
      host.collectGarbage();
      return {};
    },
    takeHeapSnapshot(session, { reportProgress = false }) {
      const text = host.heapSnapshot();
      if (reportProgress) session.emit('HeapProfiler.reportHeapSnapshotProgress', { done: 1, total: 1, finished: true });
      for (let at = 0; at < text.length; at += kChunk) {
        session.emit('HeapProfiler.addHeapSnapshotChunk', { chunk: text.slice(at, at + kChunk) });
      }
      return {};
    },
    getObjectByHeapObjectId() { throw new ProtocolError('Object is not available'); },
    getHeapObjectId() { throw new ProtocolError('Object is not available'); },
    startSampling() { throw new ProtocolError('Allocations are not sampled'); },
    stopSampling() { throw new ProtocolError('Heap profiler is not running.'); },
    startTrackingHeapObjects() { throw new ProtocolError('Allocations are not tracked'); },
    stopTrackingHeapObjects() { throw new ProtocolError('Allocations are not tracked'); },
  });

  // ---- Node --------------------------------------------------------------------------------------------------------------

  const NodeRuntime = switchable('NodeRuntime', {
    enable(session) {
      session.domains.add('NodeRuntime');
      if (host.waitsForDebugger()) session.emit('NodeRuntime.waitingForDebugger', {});
      return {};
    },
    notifyWhenWaitingForDisconnect(session, { enabled }) {
      session.wantsEnd = enabled === true;
      return {};
    },
  });

  const NodeWorker = switchable('NodeWorker', {
    enable(session) {
      session.domains.add('NodeWorker');
      return {};
    },
    detach: none,
    sendMessageToWorker() { throw new ProtocolError('Session is not found'); },
  });

  const kCategories = ['node', 'node.async_hooks', 'node.bootstrap', 'node.console', 'node.dns.native', 'node.environment', 'node.fs.async',
                       'node.fs.sync', 'node.fs_dir.async', 'node.fs_dir.sync', 'node.http', 'node.net.native', 'node.perf',
                       'node.perf.timerify', 'node.perf.usertiming', 'node.promises.rejections', 'node.threadpoolwork.async',
                       'node.threadpoolwork.sync', 'node.vm.script', 'v8'];

  const domains = {
    Console: switchable('Console', { clearMessages: none }),
    HeapProfiler,
    Network: switchable('Network', host.network.methods),
    NodeRuntime,
    NodeTracing: {
      getCategories() { return { categories: kCategories }; },
      start() { throw new ProtocolError('Tracing is not supported'); },
      stop: none,
    },
    NodeWorker,
    Profiler,
    Target: { setAutoAttach: none, getTargets: () => ({ targetInfos: [] }) },
  };

  function leaveProfiler(session) {
    if (session.profile !== undefined) host.stopProfile(session.profile);
    session.profile = undefined;
  }

  return {
    domains,
    leavers: [leaveProfiler],
    // The program has ended; front ends may still ask.
    waitingForDisconnect() {
      let asked = false;
      for (const session of sessions) {
        if (!session.wantsEnd) continue;
        asked = true;
        session.emit('NodeRuntime.waitingForDisconnect', {});
      }
      if (!asked) runtime.contextDestroyed();
    },
    emitTo(method, params) {
      const domain = method.slice(0, method.indexOf('.'));
      for (const session of sessions) if (session.domains.has(domain)) session.emit(method, params);
    },
  };
};
