// SPDX-License-Identifier: MIT
// Is a text an IP address? IPv4 in dotted decimal, IPv6 as RFC 4291 with an optional zone.

function isIPv4(text) {
  const parts = `${text}`.split('.');
  if (parts.length !== 4) return false;
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || +part > 255 || (part.length > 1 && part[0] === '0')) return false;
  }
  return true;
}

// The number of 16-bit groups a colon-separated side holds, or -1.
function groupCount(side, allowIPv4) {
  if (side === '') return 0;
  const groups = side.split(':');
  let count = groups.length;
  for (let i = 0; i < groups.length; i++) {
    if (allowIPv4 && i === groups.length - 1 && groups[i].includes('.')) {
      if (!isIPv4(groups[i])) return -1;
      count++;
    } else if (!/^[0-9a-fA-F]{1,4}$/.test(groups[i])) {
      return -1;
    }
  }
  return count;
}

function isIPv6(value) {
  let text = `${value}`;
  const zone = text.indexOf('%');
  if (zone >= 0) {
    if (!/^[0-9a-zA-Z.:_~-]+$/.test(text.slice(zone + 1))) return false;
    text = text.slice(0, zone);
  }
  const halves = text.split('::');
  if (halves.length > 2) return false;
  if (halves.length === 1) return text !== '' && groupCount(text, true) === 8;
  const head = groupCount(halves[0], false);
  const tail = groupCount(halves[1], true);
  return head >= 0 && tail >= 0 && head + tail <= 7;
}

module.exports = {
  isIPv4,
  isIPv6,
  isIP: (text) => (isIPv4(text) ? 4 : isIPv6(text) ? 6 : 0),
};
