// SPDX-License-Identifier: MIT
// Answers of a name server become Node's objects, also with compressed names; broken ones are EBADRESP, empty ones ENODATA.
'use strict';

const assert = require('node:assert');
const dgram = require('node:dgram');
const dns = require('node:dns');

const name = (text) => Buffer.concat([...text.split('.').map((l) => Buffer.concat([Buffer.from([l.length]), Buffer.from(l)])), Buffer.from([0])]);
const u16 = (...values) => Buffer.concat(values.map((v) => Buffer.from([v >> 8, v & 255])));
const text = (value) => Buffer.concat([Buffer.from([value.length]), Buffer.from(value, 'latin1')]);
const QUESTION = Buffer.from([0xc0, 12]); // the name that was asked for

const zone = {
  __proto__: null,
  1: [Buffer.from([10, 0, 0, 1]), Buffer.from([10, 0, 0, 2])],
  28: [Buffer.from('20010db8000000000000000000000001', 'hex'), Buffer.from('00000000000000000000ffff01020304', 'hex')],
  2: [name('ns.example.org')],
  5: [QUESTION],
  12: [name('a.example.org'), Buffer.concat([text('b'), QUESTION])],
  15: [Buffer.concat([u16(10), name('mx.example.org')])],
  16: [Buffer.concat([text('one'), text('two')])],
  33: [Buffer.concat([u16(1, 2, 443), name('srv.example.org')])],
  35: [Buffer.concat([u16(100, 10), text('u'), text('E2U+sip'), text('!^.*$!sip:x!'), name('r.example.org')])],
  6: [Buffer.concat([name('ns.example.org'), name('admin.example.org'), u16(0, 7, 0, 900, 0, 800, 0, 700, 0, 60)])],
  257: [Buffer.concat([Buffer.from([128]), text('issue'), Buffer.from('ca.example')])],
  52: [Buffer.from([3, 1, 1, 0xab, 0xcd])],
};

const server = dgram.createSocket('udp4');
server.on('message', (message, { port, address }) => {
  const end = message.indexOf(0, 12) + 5;
  const type = message.readUInt16BE(end - 4);
  const broken = message.subarray(12, end).includes('broken');
  if (message.subarray(12, end).includes('alias')) {
    const record = (owner, kind, ttl, data) => Buffer.concat([owner, u16(kind, 1, 0, ttl, data.length), data]);
    const answers = [record(QUESTION, 5, 30, name('real.org')), record(name('real.org'), 1, 60, Buffer.from([10, 0, 0, 9]))];
    server.send([message.subarray(0, 2), u16(0x8180, 1, answers.length, 0, 0), message.subarray(12, end), ...answers], port, address);
    return;
  }
  const answers = message.subarray(12, end).includes('empty') ? [] : zone[type].map((data) => Buffer.concat([
    QUESTION, u16(type, 1, 0, 300, data.length + (broken ? 9 : 0)), data]));
  server.send([message.subarray(0, 2), u16(0x8180, 1, answers.length, 0, 0), message.subarray(12, end), ...answers], port, address);
});

server.bind(0, '127.0.0.1', async () => {
  const resolver = new dns.promises.Resolver({ timeout: 2000, tries: 2 });
  resolver.setServers([`127.0.0.1:${server.address().port}`]);
  assert.deepStrictEqual(resolver.getServers(), [`127.0.0.1:${server.address().port}`]);
  const host = 'example.org';
  assert.deepStrictEqual(await resolver.resolve4(host), ['10.0.0.1', '10.0.0.2']);
  assert.deepStrictEqual(await resolver.resolve4(host, { ttl: true }), [{ address: '10.0.0.1', ttl: 300 }, { address: '10.0.0.2', ttl: 300 }]);
  assert.deepStrictEqual(await resolver.resolve6(host), ['2001:db8::1', '::ffff:1.2.3.4']);
  assert.deepStrictEqual(await resolver.resolveNs(host), ['ns.example.org']);
  assert.deepStrictEqual(await resolver.resolveCname(host), [host]);
  assert.deepStrictEqual(await resolver.resolvePtr(host), ['a.example.org', 'b.example.org']);
  assert.deepStrictEqual(await resolver.resolveMx(host), [{ exchange: 'mx.example.org', priority: 10, type: 'MX' }]);
  assert.deepStrictEqual(await resolver.resolveTxt(host), [['one', 'two']]);
  assert.deepStrictEqual(await resolver.resolveSrv(host), [{ name: 'srv.example.org', port: 443, priority: 1, weight: 2, type: 'SRV' }]);
  assert.deepStrictEqual(await resolver.resolveNaptr(host), [{
    flags: 'u', service: 'E2U+sip', regexp: '!^.*$!sip:x!', replacement: 'r.example.org', order: 100, preference: 10 }]);
  assert.deepStrictEqual(await resolver.resolveSoa(host), {
    nsname: 'ns.example.org', hostmaster: 'admin.example.org', serial: 7, refresh: 900, retry: 800, expire: 700, minttl: 60 });
  assert.deepStrictEqual(await resolver.resolveCaa(host), [{ critical: 128, type: 'CAA', issue: 'ca.example' }]);
  const [tlsa] = await resolver.resolveTlsa(host);
  assert.deepStrictEqual({ ...tlsa, data: Buffer.from(tlsa.data).toString('hex') }, { certUsage: 3, selector: 1, match: 1, data: 'abcd' });
  assert.deepStrictEqual(await resolver.resolve(host, 'TXT'), [['one', 'two']]);
  assert.deepStrictEqual(await resolver.reverse('10.9.8.7'), ['a.example.org', 'b.7.8.9.10.in-addr.arpa']);
  await assert.rejects(resolver.resolve4('empty.org'), { code: 'ENODATA', syscall: 'queryA', hostname: 'empty.org' });
  await assert.rejects(resolver.resolve4('broken.org'), { code: 'EBADRESP' });
  // An alias: addresses hold no longer than it does; of other types there is nothing, or a list of none.
  assert.deepStrictEqual(await resolver.resolve4('alias.org', { ttl: true }), [{ address: '10.0.0.9', ttl: 30 }]);
  assert.deepStrictEqual(await resolver.resolveCname('alias.org'), ['real.org']);
  for (const type of ['MX', 'TXT', 'SRV', 'NAPTR', 'CAA', 'TLSA']) assert.deepStrictEqual(await resolver.resolve('alias.org', type), [], type);
  for (const type of ['AAAA', 'NS', 'PTR', 'SOA']) {
    await assert.rejects(resolver.resolve('alias.org', type), (error) => error.code === 'ENODATA' && 'errno' in error, type);
  }
  assert.throws(() => resolver.resolve(host, 'NOPE'), { code: 'ERR_INVALID_ARG_VALUE' });
  server.close();
});
