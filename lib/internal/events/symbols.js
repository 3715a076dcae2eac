// SPDX-License-Identifier: MIT
// Symbols shared by event emitters, event targets and the modules that build on them; and emit() as it is made, for those who may go past it.

module.exports = {
  emit: undefined, // set by events.js
  kCapture: Symbol('kCapture'),
  kShapeMode: Symbol('shapeMode'), // a mark of Node's, shown by util.inspect
  kFirstEventParam: Symbol('nodejs.kFirstEventParam'),
  kMaxEventTargetListeners: Symbol('events.maxEventTargetListeners'),
  kMaxEventTargetListenersWarned: Symbol('events.maxEventTargetListenersWarned'),
  kResistStopPropagation: Symbol('kResistStopPropagation'),
  kWatermarkData: Symbol.for('nodejs.watermarkData'),
};
