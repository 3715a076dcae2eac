// SPDX-License-Identifier: MIT
// The domain NodeWorker: a front end talks to the inspectors of workers through a session of their parent. A worker says when its inspector is there.

const kConnect = 1, kMessage = 2, kDisconnect = 3;

exports.create = (host, { sessions, replies }) => {
  const { ProtocolError } = host;
  const workers = new Map(); // thread -> { url, title, waits }
  const attached = new Map(); // number of a session with a worker -> { session, thread }

  const enabled = (session) => session.domains.has('NodeWorker');

  function attach(session, thread) {
    for (const each of attached.values()) if (each.session === session && each.thread === thread) return;
    const { url, title, waits } = workers.get(thread);
    const number = host.newSession();
    attached.set(number, { session, thread });
    replies.set(number, (message) => {
      session.emit('NodeWorker.receivedMessageFromWorker', { sessionId: String(number), message });
    });
    host.post(thread, kConnect, number, '');
    session.emit('NodeWorker.attachedToWorker', {
      sessionId: String(number), workerInfo: { workerId: String(thread), type: 'worker', title, url }, waitingForDebugger: waits,
    });
  }

  function detach(number, tells) {
    const entry = attached.get(number);
    attached.delete(number);
    replies.delete(number);
    host.post(entry.thread, kDisconnect, number, '');
    if (tells) entry.session.emit('NodeWorker.detachedFromWorker', { sessionId: String(number) });
  }

  function entryOf(session, sessionId) {
    const number = Number(sessionId);
    if (attached.get(number)?.session !== session) throw new ProtocolError('Session is not found');
    return { number, thread: attached.get(number).thread };
  }

  function leave(session) {
    for (const { 0: number, 1: entry } of attached) if (entry.session === session) detach(number, false);
    session.domains.delete('NodeWorker');
    host.watchWorkers([...sessions].some((other) => other !== session && enabled(other)), false);
  }

  return {
    methods: {
      enable(session, { waitForDebuggerOnStart = false }) {
        session.domains.add('NodeWorker');
        session.waitsForWorkers = waitForDebuggerOnStart === true;
        host.watchWorkers(true, () => [...sessions].some((each) => enabled(each) && each.waitsForWorkers));
        for (const thread of workers.keys()) attach(session, thread);
        return {};
      },
      disable(session) {
        leave(session);
        return {};
      },
      sendMessageToWorker(session, { sessionId, message }) {
        const { number, thread } = entryOf(session, sessionId);
        host.post(thread, kMessage, number, message);
        return {};
      },
      detach(session, { sessionId }) {
        detach(entryOf(session, sessionId).number, true);
        return {};
      },
    },
    leave,
    // A worker's inspector is there.
    ready(thread, text) {
      workers.set(thread, JSON.parse(text));
      for (const session of sessions) if (enabled(session)) attach(session, thread);
    },
    ended(thread) {
      if (!workers.delete(thread)) return;
      for (const { 0: number, 1: entry } of attached) if (entry.thread === thread) detach(number, true);
    },
  };
};
