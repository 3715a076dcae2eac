// SPDX-License-Identifier: MIT
// Certificates as the objects of getPeerCertificate(), and whether one is for a host.
'use strict';

const { Buffer } = require('buffer');
const { FastBuffer } = require('internal/buffer');
const {
  codes: { ERR_TLS_CERT_ALTNAME_FORMAT, ERR_TLS_CERT_ALTNAME_INVALID },
} = require('internal/errors');

function addValue(object, key, value) {
  if (object[key] === undefined) object[key] = value;
  else if (Array.isArray(object[key])) object[key].push(value);
  else object[key] = [object[key], value];
}

// { CN: ..., O: ... } of the pairs of a name; what is there more than once is a list.
function nameObject(pairs) {
  const object = { __proto__: null };
  for (let i = 0; i < pairs.length; i += 2) addValue(object, pairs[i], pairs[i + 1]);
  return object;
}

function accessObject(text) {
  const object = { __proto__: null };
  for (const line of text.split('\n')) {
    const at = line.indexOf(':');
    const value = line.slice(at + 1);
    (object[line.slice(0, at)] ??= []).push(value[0] === '"' ? JSON.parse(value) : value);
  }
  return object;
}

// The object of what src/node/tls/x509_legacy.c read, in its order.
function legacyObject(parts) {
  const { 0: subject, 1: issuer, 2: names, 3: access, 4: ca, 5: modulus, 6: bits, 7: exponent, 8: pubkey, 9: curve, 10: nistCurve,
          11: from, 12: to, 13: sha1, 14: sha256, 15: sha512, 16: usage, 17: serialNumber, 18: raw } = parts;
  const object = { subject: nameObject(subject), issuer: nameObject(issuer) };
  if (names !== undefined) object.subjectaltname = names;
  if (access !== undefined) object.infoAccess = accessObject(access);
  object.ca = ca;
  if (modulus !== undefined) object.modulus = modulus;
  if (bits !== undefined) object.bits = bits;
  if (exponent !== undefined) object.exponent = exponent;
  if (pubkey !== undefined) object.pubkey = buffer(pubkey);
  if (curve !== undefined) object.asn1Curve = curve;
  if (nistCurve !== undefined) object.nistCurve = nistCurve;
  object.valid_from = from;
  object.valid_to = to;
  object.fingerprint = sha1;
  object.fingerprint256 = sha256;
  object.fingerprint512 = sha512;
  if (usage !== undefined) object.ext_key_usage = usage;
  object.serialNumber = serialNumber;
  object.raw = buffer(raw);
  return object;
}

function buffer(bytes) {
  return new FastBuffer(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

// The leaf of a chain of parts; `issuerCertificate` leads up, and a root's to itself.
function chainObject(chain, linked) {
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

module.exports = { legacyObject, chainObject, checkServerIdentity, buffer };
