// SPDX-License-Identifier: MIT
// JUnit's XML.

const { inspect } = require('internal/util/inspect');

const escapeText = (text) => `${text}`.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const escapeAttribute = (text) => escapeText(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');

function render(node) {
  const tabs = '\t'.repeat(node.nesting + 1);
  if (node.comment !== undefined) return `${tabs}<!-- ${node.comment.replaceAll('--', '&#45;&#45;')} -->\n`;
  if (node.text !== undefined) return `${escapeText(node.text)}\n`;
  const attributes = Object.entries(node.attrs).filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`).join('');
  if (node.children.length === 0) return `${tabs}<${node.tag}${attributes}/>\n`;
  return `${tabs}<${node.tag}${attributes}>\n${node.children.map(render).join('')}${tabs}</${node.tag}>\n`;
}

const isFailed = (node) => node?.children?.some((c) => c.tag === 'failure') || node?.attrs?.failures > 0;
const isSkipped = (node) => node?.children?.some((c) => c.tag === 'skipped') || node?.attrs?.skipped > 0;

function failureNode(nesting, error) {
  const cause = error.cause ?? error;
  return {
    tag: 'failure',
    nesting: nesting + 1,
    attrs: { type: error.failureType ?? error.code, message: `${cause?.message ?? cause}`.trimEnd() },
    children: [{ nesting: nesting + 2, text: inspect(error, { __proto__: null, breakLength: Infinity }) }],
  };
}

module.exports = async function* junit(source) {
  yield '<?xml version="1.0" encoding="utf-8"?>\n<testsuites>\n';
  let suite = null;
  const roots = [];
  const start = ({ name, nesting }) => {
    const node = { name, nesting, parent: suite, children: [], attrs: {} };
    (suite === null ? roots : suite.children).push(node);
    suite = node;
  };
  for await (const { type, data } of source) {
    switch (type) {
      case 'test:start':
        start(data);
        break;
      case 'test:pass':
      case 'test:fail': {
        if (suite === null || suite.name !== data.name || suite.nesting !== data.nesting) start({ name: data.name || 'root', nesting: data.nesting });
        const node = suite;
        suite = node.parent;
        finish(node, type, data);
        if (node.nesting === 0) {
          yield render(node);
          roots.length = 0;
        }
        break;
      }
      case 'test:diagnostic': {
        const comment = { nesting: data.nesting, comment: data.message };
        if (suite === null) yield render(comment);
        else suite.children.push(comment);
        break;
      }
    }
  }
  yield '</testsuites>\n';
};

function finish(node, type, data) {
  node.attrs.name = data.name;
  node.attrs.time = (data.details.duration_ms / 1000).toFixed(6);
  const inner = node.children.filter((c) => c.comment === undefined);
  if (inner.length > 0) {
    node.tag = 'testsuite';
    Object.assign(node.attrs, {
      disabled: 0, errors: 0, tests: inner.length, failures: inner.filter(isFailed).length, skipped: inner.filter(isSkipped).length,
      timestamp: new Date().toISOString().slice(0, 23), hostname: require('os').hostname(),
    });
    return;
  }
  node.tag = 'testcase';
  node.attrs.classname = data.classname ?? (parentNames(node) || 'test');
  node.attrs.file = data.file;
  if (data.skip !== undefined) node.children.push({ tag: 'skipped', nesting: node.nesting + 1, attrs: { type: 'skipped', message: data.skip }, children: [] });
  if (data.todo !== undefined) node.children.push({ tag: 'skipped', nesting: node.nesting + 1, attrs: { type: 'todo', message: data.todo }, children: [] });
  if (type === 'test:fail') {
    const { error } = data.details;
    node.children.push(failureNode(node.nesting, error));
    node.attrs.failure = `${error?.cause?.message ?? error?.cause ?? ''}`;
  }
}

function parentNames(node) {
  const names = [];
  for (let p = node.parent; p !== null && p !== undefined; p = p.parent) names.unshift(p.name);
  return names.join('.');
}
