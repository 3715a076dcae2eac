// SPDX-License-Identifier: MIT
// ls: what is installed, as a tree of who needs what; what is missing or wrong ends it with code 1.

const { Project } = require('internal/npm/project');
const { PackageError } = require('internal/npm/util');
const fs = require('fs');

const BRANCH = '\u251c\u2500', LAST = '\u2514\u2500', MORE = '\u252c', LINE = '\u2502';

function readNode(edge, depth, options, seen) {
  const { to: node } = edge;
  if (node === undefined) return edge.isOptional ? undefined : { name: edge.name, problem: `UNMET DEPENDENCY ${edge.name}@${edge.raw}` };
  if (!fs.existsSync(node.folder)) return edge.isOptional || node.isOptional ? undefined : { name: edge.name, problem: `UNMET DEPENDENCY ${edge.name}@${edge.raw}` };
  const entry = { name: edge.name, version: node.version, packageName: node.packageName, link: node.isLink ? node.target.location : undefined, invalid: !edge.isValid ? edge.raw : undefined };
  if (depth === 0) return entry;
  const real = node.isLink ? node.target : node;
  if (seen.has(real)) return { ...entry, deduped: real.edgesOut.size > 0 };
  seen.add(real);
  entry.dependencies = readEdges(real, depth - 1, options, seen);
  return entry;
}

function readEdges(node, depth, options, seen) {
  return [...node.edgesOut.values()].filter((edge) => (!edge.isPeer || edge.to !== undefined) && !(options.omit.has('dev') && edge.type === 'dev'))
    .sort((a, b) => (a.name < b.name ? -1 : 1)).map((edge) => readNode(edge, depth, options, seen)).filter((entry) => entry !== undefined);
}

const title = (entry) => entry.problem ?? `${entry.name}@${entry.packageName !== undefined && entry.packageName !== entry.name ? `npm:${entry.packageName}@` : ''}${entry.version}` +
  `${entry.link !== undefined ? ` -> ./${entry.link}` : ''}${entry.invalid !== undefined ? ` invalid: "${entry.invalid}"` : ''}${entry.deduped ? ' deduped' : ''}`;

function print(entries, indent, out) {
  entries.forEach((entry, i) => {
    const isLast = i === entries.length - 1, below = entry.dependencies ?? [];
    out.push(`${indent}${isLast ? LAST : BRANCH}${below.length > 0 ? MORE : '\u2500'} ${title(entry)}`);
    print(below, `${indent}${isLast ? ' ' : LINE} `, out);
  });
}

// Only what leads to one of the names.
const filter = (entries, names) => entries.map((entry) => ({ ...entry, dependencies: filter(entry.dependencies ?? [], names) }))
  .filter((entry) => names.includes(entry.name) || entry.dependencies.length > 0);

function toJson(entries) {
  return Object.fromEntries(entries.map(({ name, dependencies, version, invalid, problem }) => [name, {
    ...(version !== undefined ? { version } : undefined), ...(invalid !== undefined ? { invalid } : undefined), ...(problem !== undefined ? { missing: true } : undefined),
    ...(dependencies?.length > 0 ? { dependencies: toJson(dependencies) } : undefined),
  }]));
}

module.exports = async ({ words, config, root }) => {
  const project = new Project(root, config);
  const tree = project.loadTree();
  const depth = config.is('all') || words.length > 0 ? Infinity : config.number('depth', 0);
  let entries = readEdges(tree.root, depth, { omit: project.omit }, new Set([tree.root]));
  if (words.length > 0) entries = filter(entries, words);
  const { pkg } = project;
  if (config.is('json')) {
    process.stdout.write(`${JSON.stringify({ name: pkg.name, version: pkg.version, dependencies: toJson(entries) }, null, 2)}\n`);
  } else if (config.is('parseable')) {
    process.stdout.write(`${[root, ...tree.nodes().filter((node) => !node.isTop && fs.existsSync(node.folder)).map(({ folder }) => folder)].join('\n')}\n`);
  } else {
    const lines = [`${pkg.name !== undefined ? `${pkg.name}@${pkg.version ?? ''} ` : ''}${root}`];
    print(entries, '', lines);
    if (entries.length === 0) lines.push(`${LAST}\u2500 (empty)`);
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  const wrong = [];
  const look = (list) => list.forEach((entry) => {
    if (entry.problem !== undefined || entry.invalid !== undefined) wrong.push(title(entry));
    look(entry.dependencies ?? []);
  });
  look(entries);
  if (wrong.length > 0) throw new PackageError('ELSPROBLEMS', wrong.join(', '));
  if (words.length > 0 && entries.length === 0) process.exitCode = 1;
};
