// SPDX-License-Identifier: MIT
//
// A name server's answer (RFC 1035 and those that added types) as Node's objects. What does not parse throws BadResponse.
'use strict';

const TYPES = {
  __proto__: null, A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, MX: 15, TXT: 16, AAAA: 28, SRV: 33, NAPTR: 35, TLSA: 52, ANY: 255, CAA: 257,
};
const NAMES = { __proto__: null };
for (const name in TYPES) NAMES[TYPES[name]] = name;

const CLASS_IN = 1;
const MAX_JUMPS = 128;

class BadResponse extends Error {}

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
    this.end = bytes.length;
  }

  need(count) {
    if (this.at + count > this.end) throw new BadResponse();
  }

  u8() {
    this.need(1);
    return this.bytes[this.at++];
  }

  u16() {
    this.need(2);
    const value = this.bytes[this.at] * 256 + this.bytes[this.at + 1];
    this.at += 2;
    return value;
  }

  u32() {
    return this.u16() * 65536 + this.u16();
  }

  latin1(length) {
    this.need(length);
    let text = '';
    for (const stop = this.at + length; this.at < stop; this.at++) text += String.fromCharCode(this.bytes[this.at]);
    return text;
  }

  // A text with its length in front.
  text() {
    return this.latin1(this.u8());
  }

  // A name, which may go on elsewhere in the answer.
  name() {
    const { bytes } = this;
    const labels = [];
    let at = this.at;
    let after = -1;
    for (let jumps = 0, total = 0; ;) {
      const length = bytes[at];
      if (length === undefined) throw new BadResponse();
      if (length === 0) break;
      if ((length & 0xc0) === 0xc0) {
        if (at + 1 >= bytes.length || ++jumps > MAX_JUMPS) throw new BadResponse();
        if (after < 0) after = at + 2;
        at = (length & 0x3f) * 256 + bytes[at + 1];
        continue;
      }
      if ((length & 0xc0) !== 0 || at + 1 + length > bytes.length || (total += length + 1) > 255) throw new BadResponse();
      labels.push(labelText(bytes, at + 1, length));
      at += 1 + length;
    }
    this.at = after < 0 ? at + 1 : after;
    return labels.join('.');
  }
}

// Printable ASCII as it is, with a backslash where it would be read otherwise; the rest as \ddd.
function labelText(bytes, at, length) {
  let text = '';
  for (let i = at; i < at + length; i++) {
    const byte = bytes[i];
    if (byte <= 0x20 || byte >= 0x7f) text += `\\${String(byte).padStart(3, '0')}`;
    else if (byte === 0x2e || byte === 0x5c || byte === 0x22 || byte === 0x28 || byte === 0x29 || byte === 0x3b || byte === 0x40 || byte === 0x24) text += `\\${String.fromCharCode(byte)}`;
    else text += String.fromCharCode(byte);
  }
  return text;
}

// 16 bytes as RFC 5952 writes them: the longest run of zeros is ::.
function ipv6(reader) {
  const groups = [];
  for (let i = 0; i < 8; i++) groups.push(reader.u16());
  let best = -1;
  let length = 1;
  for (let i = 0; i < 8; i++) {
    let run = 0;
    while (i + run < 8 && groups[i + run] === 0) run++;
    if (run > length) {
      best = i;
      length = run;
    }
    if (run > 0) i += run - 1;
  }
  if (best === 0 && length === 5 && groups[5] === 0xffff || best === 0 && length === 6) {
    const tail = `${groups[6] >> 8}.${groups[6] & 255}.${groups[7] >> 8}.${groups[7] & 255}`;
    return length === 5 ? `::ffff:${tail}` : `::${tail}`;
  }
  const hex = groups.map((group) => group.toString(16));
  if (best < 0) return hex.join(':');
  return `${hex.slice(0, best).join(':')}::${hex.slice(best + length).join(':')}`;
}

const readers = {
  __proto__: null,
  A: (r, end, ttl) => ({ address: `${r.u8()}.${r.u8()}.${r.u8()}.${r.u8()}`, ttl }),
  AAAA: (r, end, ttl) => ({ address: ipv6(r), ttl }),
  NS: (r) => ({ value: r.name() }),
  CNAME: (r) => ({ value: r.name() }),
  PTR: (r) => ({ value: r.name() }),
  MX: (r) => {
    const priority = r.u16();
    return { exchange: r.name(), priority, type: 'MX' };
  },
  TXT: (r, end) => {
    const entries = [];
    while (r.at < end) entries.push(r.text());
    return { entries };
  },
  SRV: (r) => {
    const priority = r.u16();
    const weight = r.u16();
    const port = r.u16();
    return { name: r.name(), port, priority, weight, type: 'SRV' };
  },
  NAPTR: (r) => {
    const order = r.u16();
    const preference = r.u16();
    const flags = r.text();
    const service = r.text();
    const regexp = r.text();
    return { flags, service, regexp, replacement: r.name(), order, preference };
  },
  SOA: (r) => {
    const nsname = r.name();
    const hostmaster = r.name();
    return { nsname, hostmaster, serial: r.u32(), refresh: r.u32(), retry: r.u32(), expire: r.u32(), minttl: r.u32() };
  },
  CAA: (r, end) => {
    const critical = r.u8();
    const property = r.text();
    return { critical, type: 'CAA', [property]: r.latin1(end - r.at) };
  },
  TLSA: (r, end) => {
    const record = { certUsage: r.u8(), selector: r.u8(), match: r.u8(), data: undefined };
    record.data = r.bytes.buffer.slice(r.bytes.byteOffset + r.at, r.bytes.byteOffset + end);
    r.at = end;
    return record;
  },
};

// { answers, records, alias }: how many answers there are; [{ type, record }] of those whose type we know and that is wanted ('ANY': all);
// how long the shortest-lived alias on the way to them holds.
function parse(bytes, wanted) {
  const r = new Reader(bytes);
  r.need(12);
  r.at = 4;
  const questions = r.u16();
  const answers = r.u16();
  r.at = 12;
  for (let i = 0; i < questions; i++) {
    r.name();
    r.u32();
  }
  const records = [];
  let alias = Infinity;
  for (let i = 0; i < answers; i++) {
    r.name();
    const type = NAMES[r.u16()];
    const cls = r.u16();
    const ttl = r.u32() | 0;
    const length = r.u16();
    r.need(length);
    const end = r.at + length;
    if (cls === CLASS_IN && type !== undefined && type !== 'ANY') {
      const record = readers[type](r, end, ttl);
      if (r.at > end) throw new BadResponse();
      if (wanted === 'ANY' || wanted === type) records.push({ type, record });
      else if (type === 'CNAME') alias = Math.min(alias, ttl);
    }
    r.at = end;
  }
  return { answers, records, alias };
}

// What resolveX() gives of the records of one type. An address is known no longer than the aliases that lead to it.
function shape(type, { records, alias }, ttl) {
  switch (type) {
    case 'ANY': return records.map(({ type, record }) => ({ ...record, type }));
    case 'A':
    case 'AAAA': return records.map(({ record }) => (ttl ? { address: record.address, ttl: Math.min(record.ttl, alias) } : record.address));
    case 'NS':
    case 'PTR': return records.map(({ record }) => record.value);
    case 'CNAME': return [records[records.length - 1].record.value];
    case 'TXT': return records.map(({ record }) => record.entries);
    case 'SOA': return records[0].record;
    default: return records.map(({ record }) => record);
  }
}

module.exports = { BadResponse, TYPES, parse, shape };
