// SPDX-License-Identifier: MIT
// The two sides of a Duplex that stands for other streams: what is written goes to one, what is read comes from another.

// Calls that wait for one of the streams behind.
class Sides {
  onDrain = null;
  onFinish = null;
  onReadable = null;

  constructor(duplex) {
    this.duplex = duplex;
  }

  run(name) {
    const callback = this[name];
    this[name] = null;
    callback?.();
  }

  // Whoever calls this says when `onFinish` is due.
  writeTo(stream) {
    this.duplex._write = (chunk, encoding, callback) => {
      if (stream.write(chunk, encoding)) callback();
      else this.onDrain = callback;
    };
    this.duplex._final = (callback) => {
      stream.end();
      this.onFinish = callback;
    };
    stream.on('drain', () => this.run('onDrain'));
  }

  readFrom(stream) {
    const { duplex } = this;
    const read = () => {
      let chunk;
      do {
        chunk = stream.read();
        if (chunk === null) {
          this.onReadable = read;
          return;
        }
      } while (duplex.push(chunk));
    };
    duplex._read = read;
    stream.on('readable', () => this.run('onReadable'));
    stream.on('end', () => duplex.push(null));
  }

  forget() {
    this.onDrain = null;
    this.onFinish = null;
    this.onReadable = null;
  }
}

module.exports = { Sides };
