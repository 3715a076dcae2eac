// SPDX-License-Identifier: MIT
// Files of a folder over HTTP: types, conditional requests, single ranges. usage: static_files.js [FOLDER]; PORT in the environment.
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { pipeline } = require('node:stream');

const root = path.resolve(process.argv[2] ?? '.');
const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.json': 'application/json', '.png': 'image/png', '.svg': 'image/svg+xml', '.txt': 'text/plain; charset=utf-8' };

// The file that a URL names, or undefined where it lies outside of the folder.
function locate(url) {
  const { pathname } = new URL(url, 'http://host');
  let name;
  try {
    name = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  if (name.includes('\0')) return undefined;
  const file = path.join(root, name.endsWith('/') ? `${name}index.html` : name);
  return file === root || file.startsWith(root + path.sep) ? file : undefined;
}

// [first, last] of "bytes=...", undefined where the header says nothing we know, null where it cannot be met.
function rangeOf(header, size) {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return undefined;
  const first = match[1] === '' ? Math.max(0, size - match[2]) : +match[1];
  const last = match[1] === '' || match[2] === '' ? size - 1 : Math.min(+match[2], size - 1);
  return first <= last && first < size ? [first, last] : null;
}

async function serve(request, response) {
  const fail = (status) => {
    response.writeHead(status, { 'content-type': 'text/plain' });
    response.end(`${http.STATUS_CODES[status]}\n`);
  };
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return fail(405);
  }
  const file = locate(request.url);
  const handle = file && await fs.promises.open(file).catch(() => undefined);
  if (!handle) return fail(404);
  const stat = await handle.stat();
  if (!stat.isFile()) {
    await handle.close();
    return fail(404);
  }
  const etag = `"${stat.size.toString(16)}-${stat.mtimeMs.toString(16)}"`;
  response.setHeader('etag', etag);
  response.setHeader('accept-ranges', 'bytes');
  response.setHeader('content-type', types[path.extname(file)] ?? 'application/octet-stream');
  if (request.headers['if-none-match'] === etag) {
    await handle.close();
    response.writeHead(304);
    return response.end();
  }
  const range = rangeOf(request.headers.range, stat.size);
  if (range === null) {
    await handle.close();
    response.setHeader('content-range', `bytes */${stat.size}`);
    return fail(416);
  }
  const [first, last] = range ?? [0, stat.size - 1];
  const headers = { 'content-length': last - first + 1 };
  if (range) headers['content-range'] = `bytes ${first}-${last}/${stat.size}`;
  response.writeHead(range ? 206 : 200, headers);
  if (request.method === 'HEAD' || stat.size === 0) {
    await handle.close();
    return response.end();
  }
  return pipeline(handle.createReadStream({ start: first, end: last }), response, () => {});
}

const server = http.createServer((request, response) => {
  serve(request, response).catch((error) => response.destroy(error));
});
server.listen(process.env.PORT ?? 8080, () => console.log(`${root} at http://localhost:${server.address().port}/`));
