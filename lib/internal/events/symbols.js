// SPDX-License-Identifier: MIT
// Symbols shared by event emitters, event targets and the modules that build on them.

module.exports = {
  kFirstEventParam: Symbol('nodejs.kFirstEventParam'),
  kMaxEventTargetListeners: Symbol('events.maxEventTargetListeners'),
  kMaxEventTargetListenersWarned: Symbol('events.maxEventTargetListenersWarned'),
  kResistStopPropagation: Symbol('kResistStopPropagation'),
  kWatermarkData: Symbol.for('nodejs.watermarkData'),
};
