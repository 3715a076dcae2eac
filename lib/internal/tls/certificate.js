// SPDX-License-Identifier: MIT
// Chains of certificates as the objects of getPeerCertificate(), and whether a certificate is for a host.
'use strict';

const { FastBuffer } = require('internal/buffer');
const {
  codes: { ERR_TLS_CERT_ALTNAME_FORMAT, ERR_TLS_CERT_ALTNAME_INVALID },
} = require('internal/errors');

function buffer(bytes) {
  return new FastBuffer(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

// The leaf of a chain of handles; `issuerCertificate` leads up, and a root's to itself.
function chainObject(chain, linked) {
  const { legacyObject } = require('internal/crypto/x509');
  const complete = chain.pop();
  const objects = chain.map(legacyObject);
  if (linked) {
    for (let i = 0; i + 1 < objects.length; i++) objects[i].issuerCertificate = objects[i + 1];
    const last = objects[objects.length - 1];
    if (complete) last.issuerCertificate = last;
  }
  return objects[0];
}

// ---- is it for this host? ---------------------------------------------------------------------------------------------

function withoutDot(host) {
  return host.endsWith('.') ? host.slice(0, -1) : host;
}

function lower(text) {
  return text.replace(/[A-Z]/g, (c) => c.toLowerCase());
}

function labelsOf(host) {
  return lower(withoutDot(host)).split('.');
}

// Does a host's name match the pattern of a certificate? A wildcard stands in the first label only, and for part of one label.
function matches(hostLabels, pattern, wildcards) {
  if (!pattern) return false;
  const labels = labelsOf(pattern);
  if (hostLabels.length !== labels.length || labels.includes('')) return false;
  if (labels.some((label) => /[^\u0021-\u007F]/u.test(label))) return false;
  for (let i = labels.length - 1; i > 0; i--) if (hostLabels[i] !== labels[i]) return false;
  const [host, first] = [hostLabels[0], labels[0]];
  const pieces = first.split('*', 3);
  if (pieces.length === 1 || first.includes('xn--')) return host === first;
  if (!wildcards || pieces.length > 2 || labels.length <= 2) return false;
  const [prefix, suffix] = pieces;
  return prefix.length + suffix.length <= host.length && host.startsWith(prefix) && host.endsWith(suffix);
}

// "DNS:a, IP Address:b" into its parts; values that hold commas or quotes are JSON.
function splitAlternativeNames(text) {
  const parts = [];
  for (let rest = text; rest !== '';) {
    const quote = rest.indexOf('"');
    const comma = rest.indexOf(', ');
    if (quote < 0 || (comma >= 0 && comma < quote)) {
      parts.push(comma < 0 ? rest : rest.slice(0, comma));
      rest = comma < 0 ? '' : rest.slice(comma + 2);
      continue;
    }
    const literal = /^"(?:[^"\\]|\\.)*"/.exec(rest.slice(quote));
    if (literal === null) throw new ERR_TLS_CERT_ALTNAME_FORMAT();
    parts.push(rest.slice(0, quote) + JSON.parse(literal[0]));
    rest = rest.slice(quote + literal[0].length);
    if (rest.startsWith(', ')) rest = rest.slice(2);
    else if (rest !== '') throw new ERR_TLS_CERT_ALTNAME_FORMAT();
  }
  return parts;
}

// One way to write an address.
function canonicalAddress(address) {
  const { isIPv4, isIPv6 } = require('internal/net');
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) return undefined;
  const { SocketAddress } = require('internal/net/blocklist');
  return new SocketAddress({ address, family: 'ipv6' }).address;
}

function checkServerIdentity(hostname, cert) {
  const { subject, subjectaltname: altNames } = cert;
  const dnsNames = [];
  const addresses = [];
  hostname = `${hostname}`;
  if (altNames) {
    const list = altNames.includes('"') ? splitAlternativeNames(altNames) : altNames.split(', ');
    for (const name of list) {
      if (name.startsWith('DNS:')) dnsNames.push(name.slice(4));
      else if (name.startsWith('IP Address:')) addresses.push(canonicalAddress(name.slice(11)));
    }
  }
  let valid = false;
  let reason = 'Unknown reason';
  hostname = withoutDot(hostname);
  if (require('internal/net').isIP(hostname)) {
    valid = addresses.includes(canonicalAddress(hostname));
    if (!valid) reason = `IP: ${hostname} is not in the cert's list: ${addresses.join(', ')}`;
  } else if (dnsNames.length > 0 || subject?.CN) {
    const hostLabels = labelsOf(hostname);
    if (dnsNames.length > 0) {
      valid = dnsNames.some((pattern) => matches(hostLabels, pattern, true));
      if (!valid) reason = `Host: ${hostname}. is not in the cert's altnames: ${altNames}`;
    } else {
      const { CN: names } = subject;
      valid = Array.isArray(names) ? names.some((name) => matches(hostLabels, name, true)) : matches(hostLabels, names, true);
      if (!valid) reason = `Host: ${hostname}. is not cert's CN: ${names}`;
    }
  } else {
    reason = 'Cert does not contain a DNS name';
  }
  return valid ? undefined : new ERR_TLS_CERT_ALTNAME_INVALID(reason, hostname, cert);
}

module.exports = { chainObject, checkServerIdentity, buffer };
