// SPDX-License-Identifier: MIT
// module.register(): asynchronous resolve and load hooks, initialize() with data, chains that run last-registered first.
import assert from 'node:assert';
import { register } from 'node:module';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';

const asModule = (text) => `data:text/javascript,${encodeURIComponent(text)}`;
const { port1, port2 } = new MessageChannel();

assert.strictEqual(register(asModule(`
  let prefix;
  export async function initialize({ name, port }) {
    await null;
    prefix = name;
    port.postMessage('ready');
  }
  export async function resolve(specifier, context, next) {
    if (!specifier.startsWith(prefix)) return next(specifier, context);
    await new Promise(setImmediate);
    return { url: specifier, format: 'module', shortCircuit: true };
  }
  export async function load(url, context, next) {
    if (!url.startsWith(prefix)) return next(url, context);
    return { format: context.format, source: 'export const url = import.meta.url; export default 1;', shortCircuit: true };
  }`), { data: { name: 'first:', port: port2 }, transferList: [port2] }), undefined);
assert.strictEqual(receiveMessageOnPort(port1).message, 'ready');

const first = await import('first:thing');
assert.deepStrictEqual({ ...first }, { default: 1, url: 'first:thing' });

register(asModule(`
  export async function load(url, context, next) {
    const result = await next(url, context);
    if (url.startsWith('first:')) result.source = String(result.source).replace('default 1', 'default 2');
    return result;
  }`));
assert.strictEqual((await import('first:other')).default, 2);
// What is loaded stays.
assert.strictEqual((await import('first:thing')).default, 1);

// Synchronous callers wait for the hooks.
assert.strictEqual(import.meta.resolve('first:x'), 'first:x');

await assert.rejects(import('unknown:x'), { code: 'ERR_UNSUPPORTED_ESM_URL_SCHEME' });
assert.throws(() => register('./not-there.mjs', import.meta.url), { code: 'ERR_MODULE_NOT_FOUND' });

register(asModule('export function resolve(specifier) { return specifier === "bad" ? { url: "x:y" } : arguments[2](specifier, arguments[1]); }'));
await assert.rejects(import('bad'), { code: 'ERR_LOADER_CHAIN_INCOMPLETE' });
