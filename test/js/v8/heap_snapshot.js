// SPDX-License-Identifier: MIT
// A snapshot is a graph in V8's format: its numbers are in range, each node can be reached, and a leaked instance is found by its class with what holds it.
'use strict';
const assert = require('node:assert');
const v8 = require('node:v8');

class LeakedThing {
  constructor(i) { this.payload = { note: `note number ${i}` }; }
}
const registry = { listeners: [] };
globalThis.theRegistry = registry;
for (let i = 0; i < 100; i++) registry.listeners.push(new LeakedThing(i));
function holdsInScope() { return registry; }
globalThis.holds = holdsInScope;

function load(text) {
  const { snapshot, nodes, edges, strings } = JSON.parse(text);
  const { node_fields: nodeFields, node_types: [types], edge_fields: edgeFields, edge_types: [edgeTypes] } = snapshot.meta;
  assert.deepStrictEqual(nodeFields, ['type', 'name', 'id', 'self_size', 'edge_count', 'detachedness']);
  assert.deepStrictEqual(edgeFields, ['type', 'name_or_index', 'to_node']);
  assert.strictEqual(nodes.length, snapshot.node_count * 6);
  assert.strictEqual(edges.length, snapshot.edge_count * 3);
  const list = [];
  let edge = 0;
  for (let i = 0; i < nodes.length; i += 6) {
    assert.ok(nodes[i] < types.length && nodes[i + 1] < strings.length);
    const node = { index: i / 6, type: types[nodes[i]], name: strings[nodes[i + 1]], id: nodes[i + 2], size: nodes[i + 3], out: [], into: [] };
    for (let k = 0; k < nodes[i + 4]; k++, edge += 3) {
      const type = edgeTypes[edges[edge]];
      const named = type !== 'element' && type !== 'hidden';
      assert.ok(!named || edges[edge + 1] < strings.length);
      assert.ok(edges[edge + 2] % 6 === 0 && edges[edge + 2] < nodes.length);
      node.out.push({ type, name: named ? strings[edges[edge + 1]] : edges[edge + 1], to: edges[edge + 2] / 6, from: node });
    }
    list.push(node);
  }
  assert.strictEqual(edge, edges.length); // the nodes' counts add up
  for (const node of list) for (const e of node.out) list[e.to].into.push(e);
  const reached = new Set([0]);
  for (const index of reached) for (const e of list[index].out) reached.add(e.to);
  assert.strictEqual(reached.size, list.length);
  assert.strictEqual(new Set(list.map(({ id }) => id)).size, list.length);
  return list;
}

const text = v8.getHeapSnapshot().read().toString();
const list = load(text);
assert.strictEqual(list[0].type, 'synthetic');

const leaked = list.filter(({ type, name }) => type === 'object' && name === 'LeakedThing');
assert.ok(leaked.length >= 100 && leaked.length <= 101, `${leaked.length}`); // and the prototype
const one = leaked.find((node) => node.out.some(({ name }) => name === 'payload'));
assert.ok(one.size > 0);

// The way back: element of an array, `listeners` of an object, `theRegistry` of the global object.
const [element] = one.into.filter(({ type }) => type === 'element');
assert.strictEqual(element.from.name, 'Array');
const [property] = element.from.into.filter(({ type }) => type === 'property');
assert.strictEqual(property.name, 'listeners');
assert.ok(property.from.into.some(({ name }) => name === 'theRegistry'));
assert.ok(property.from.into.some(({ type, name, from }) => type === 'context' && name === 'registry' && from.name === 'system / Context'));
const payload = list[one.out.find(({ name }) => name === 'payload').to];
assert.strictEqual(list[payload.out.find(({ name }) => name === 'note').to].name.slice(0, 12), 'note number ');
assert.ok(list.some(({ type, name }) => type === 'closure' && name === 'holdsInScope'));

// The same objects have the same numbers in a later snapshot, and objects that are gone are gone.
registry.listeners.length = 50;
const later = load(v8.getHeapSnapshot().read().toString());
const numbers = new Set(list.map(({ id }) => id));
const still = later.filter((node) => node.type === 'object' && node.name === 'LeakedThing' && node.out.some(({ name }) => name === 'payload'));
assert.ok(still.length >= 50 && still.length < 60, `${still.length}`);
assert.ok(still.every(({ id }) => numbers.has(id)));
assert.strictEqual(later.find((node) => node.name === 'holdsInScope' && node.type === 'closure').id,
  list.find((node) => node.name === 'holdsInScope' && node.type === 'closure').id);
