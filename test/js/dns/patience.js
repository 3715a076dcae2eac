// SPDX-License-Identifier: MIT
// A server that is silent is a timeout, one that is not there a refusal; cancel() ends what runs.
'use strict';

const assert = require('node:assert');
const dgram = require('node:dgram');
const { Resolver } = require('node:dns');

const silent = dgram.createSocket('udp4');
silent.bind(0, '127.0.0.1', () => {
  const servers = [`127.0.0.1:${silent.address().port}`];
  const resolver = new Resolver({ timeout: 20, tries: 2, maxTimeout: 30 });
  resolver.setServers(servers);
  resolver.resolveMx('example.org', (error) => {
    assert.strictEqual(error.message, 'queryMx ETIMEOUT example.org');
    const patient = new Resolver();
    patient.setServers(servers);
    patient.resolveTxt('example.org', (error) => {
      assert.strictEqual(error.code, 'ECANCELLED');
      silent.close();
    });
    assert.throws(() => patient.setServers(servers), { code: 'ERR_DNS_SET_SERVERS_FAILED' });
    patient.cancel();
  });
  assert.throws(() => resolver.setLocalAddress('127.0.0.1', '127.0.0.2'), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => resolver.reverse('nowhere', () => {}), { code: 'EINVAL', syscall: 'getHostByAddr' });
});
