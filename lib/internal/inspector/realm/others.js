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
      session.profile ??= host.startProfile();
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
      let length = 0;
      host.heapSnapshot(kChunk, (chunk) => {
        if (length === 0 && reportProgress) session.emit('HeapProfiler.reportHeapSnapshotProgress', { done: 1, total: 1, finished: true });
        length += chunk.length;
        session.emit('HeapProfiler.addHeapSnapshotChunk', { chunk });
      });
      return {};
    },
    getObjectByHeapObjectId() { throw new ProtocolError('Object is not available'); },
    getHeapObjectId() { throw new ProtocolError('Object is not available'); },
    startSampling(session, { samplingInterval }) {
      host.startAllocations(samplingInterval);
      session.samplesHeap = true;
      return {};
    },
    stopSampling(session) {
      if (!session.samplesHeap) throw new ProtocolError('Heap profiler is not running.');
      session.samplesHeap = false;
      return { profile: JSON.parse(host.stopAllocations()) };
    },
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
    Profiler,
    Target: { setAutoAttach: none, getTargets: () => ({ targetInfos: [] }) },
  };

  function leaveProfiler(session) {
    if (session.profile !== undefined) host.stopProfile(session.profile);
    session.profile = undefined;
    if (session.samplesHeap) host.stopAllocations();
    session.samplesHeap = false;
  }

  return {
    domains,
    leavers: [leaveProfiler],
    // The program has ended. Front ends that want to hear of it may still ask; when they have gone, the others are told that the context is no more.
    waitingForDisconnect() {
      for (const session of sessions) if (session.wantsEnd) session.emit('NodeRuntime.waitingForDisconnect', {});
      let isDestroyed = false;
      return () => {
        if (isDestroyed) return;
        for (const session of sessions) if (session.wantsEnd) return;
        isDestroyed = true;
        runtime.contextDestroyed();
      };
    },
    waitingForDebugger() {
      for (const session of sessions) if (session.domains.has('NodeRuntime')) session.emit('NodeRuntime.waitingForDebugger', {});
    },
    emitTo(method, params) {
      const domain = method.slice(0, method.indexOf('.'));
      for (const session of sessions) if (session.domains.has(domain)) session.emit(method, params);
    },
  };
};
