// SPDX-License-Identifier: MIT
// install, ci, uninstall, update, dedupe, prune, link: everything that changes node_modules.

const fs = require('fs');
const path = require('path');
const { PackageError } = require('internal/npm/util');
const { Project, KINDS } = require('internal/npm/project');
const { parseArgument, parseSpec, isRegistrySpec } = require('internal/npm/spec');
const { runInstallScripts } = require('internal/npm/lifecycle');
const semver = require('internal/npm/semver');

const KIND_OF = { 'save-dev': 'devDependencies', 'save-optional': 'optionalDependencies', 'save-peer': 'peerDependencies', 'save-prod': 'dependencies' };

// Where a new dependency is written: as the options say, else where it stands.
function kindFor(pkg, name, config) {
  for (const option of Object.keys(KIND_OF)) if (config.is(option)) return KIND_OF[option];
  return KINDS.find((kind) => pkg[kind]?.[name] !== undefined) ?? 'dependencies';
}

// Whether all versions of a simple range (1.2.3, ^1.2.3, ~1.2.3) are in another.
function isPart(simple, range) {
  const [low, high] = semver.parseRange(simple)?.[0] ?? [];
  const alternatives = semver.parseRange(range, { loose: true });
  if (!low || !alternatives) return false;
  if (low.op === '=') return semver.satisfies(low.version.text, range, { loose: true });
  return alternatives.some((limits) => limits.every((limit) => {
    if (limit === null) return true;
    const order = semver.compare(limit.version.text, limit.op[0] === '<' ? high.version.text : low.version.text);
    return limit.op === '>=' ? order <= 0 : limit.op === '>' ? order < 0 : limit.op === '<' ? order >= 0 : false;
  }));
}

// The text for package.json once it is known what was found.
function savedText(spec, node, project) {
  const { config, root } = project;
  if (spec.type === 'directory' || spec.type === 'file') return `file:${path.relative(root, spec.path) || '.'}`;
  if (!isRegistrySpec(spec)) return spec.raw;
  const prefix = config.is('save-exact') ? '' : config.get('save-prefix', '^');
  const simple = `${prefix}${node.version}`;
  const range = spec.type === 'range' && !isPart(simple, spec.fetchSpec) ? spec.fetchSpec : simple;
  return spec.isAlias ? `npm:${spec.packageName}@${range}` : range;
}

// Words of the command line as [{name, spec}]; what says no name is looked into.
async function readWords(words, project) {
  const found = [];
  for (const word of words) {
    let spec = parseArgument(word, project.config.start);
    if (spec.name === undefined) {
      const resolved = spec.type === 'remote' ? spec.url : spec.type === 'git' ? undefined : `file:${spec.path}`;
      let pkg;
      if (spec.type === 'directory') pkg = require('internal/npm/util').readJson(path.join(spec.path, 'package.json'));
      else if (spec.type === 'git') {
        const { archive } = await require('internal/npm/git').fetchGit(spec, project.config);
        ({ pkg } = await project.store.manifest({ resolved: `file:${archive}`, label: word }));
      } else ({ pkg } = await project.store.manifest({ resolved, label: word }));
      if (pkg === undefined) throw new PackageError('ENOENT', `${spec.path} is no folder with a package.json`);
      spec = { ...spec, name: pkg.name ?? path.basename(spec.path) };
    }
    found.push(spec);
  }
  return found;
}

function addWords(project, specs) {
  const { pkg, config } = project;
  const kinds = new Map();
  for (const spec of specs) {
    const kind = kindFor(pkg, spec.name, config);
    kinds.set(spec.name, kind);
    for (const other of KINDS) if (other !== kind && !(kind === 'devDependencies' && other === 'peerDependencies')) delete pkg[other]?.[spec.name];
    const raw = spec.type === 'directory' || spec.type === 'file' ? `file:${path.relative(project.root, spec.path) || '.'}` : spec.isBare ? '*' : spec.raw;
    (pkg[kind] ??= {})[spec.name] = raw;
  }
  return kinds;
}

function removeWords(project, words) {
  for (const word of words) {
    const { name } = parseArgument(word, project.root);
    for (const kind of KINDS) delete project.pkg[kind]?.[name];
  }
}

// ci: the lock file must say all that package.json asks for.
function checkLock(project, tree) {
  if (project.lock === undefined) throw new PackageError('EUSAGE', 'ci needs a package-lock.json; "protojs install" writes one');
  const wrong = [];
  for (const top of tree.tops.values()) {
    for (const edge of top.edgesOut.values()) {
      if (edge.isValid || edge.isPeer) continue;
      wrong.push(`${edge.name}@"${edge.raw}" (${edge.to === undefined ? 'missing' : `there is ${edge.to.version}`})`);
    }
  }
  if (wrong.length > 0) throw new PackageError('EUSAGE', `package.json and package-lock.json do not agree: ${wrong.join(', ')}. "protojs install" brings them together.`);
}

function summary({ added, changed, removed, nodes }, started, config) {
  if (config.is('silent')) return;
  const parts = [];
  const count = (n, word) => n > 0 && parts.push(`${word} ${n} package${n === 1 ? '' : 's'}`);
  count(added, 'added');
  count(removed, 'removed');
  count(changed, 'changed');
  const time = Date.now() - started;
  const took = time < 10_000 ? `${time} ms` : `${Math.round(time / 1000)} s`;
  if (config.is('json')) process.stdout.write(`${JSON.stringify({ added, changed, removed, audited: nodes.length, milliseconds: time }, null, 2)}\n`);
  else process.stdout.write(parts.length > 0 ? `${parts.join(', ')} in ${took}\n` : `up to date, ${nodes.length} package${nodes.length === 1 ? '' : 's'} in ${took}\n`);
}

// All versions that the lock file knows, for dedupe.
function knownVersions(tree) {
  const known = new Map();
  for (const node of tree.nodes()) {
    if (node.isLink || node.version === undefined) continue;
    const name = node.packageName ?? node.name;
    if (!known.has(name)) known.set(name, []);
    if (!known.get(name).includes(node.version)) known.get(name).push(node.version);
  }
  return known;
}

async function makeTree(project, command, specs, words) {
  const explicit = new Set(specs.map(({ name }) => name));
  if (command === 'dedupe') {
    const preferred = knownVersions(await project.builder(project.loadTree()).build());
    return project.builder(project.loadTree({ fromNothing: true }), { preferred, preferDedupe: true });
  }
  if (command === 'update' && words.length === 0) return project.builder(project.loadTree({ fromNothing: true }));
  const tree = project.loadTree();
  if (command === 'update') {
    for (const node of tree.nodes()) if (words.includes(node.name) && !node.isLink && !node.isGone && node.parent !== undefined) tree.remove(node);
  }
  return project.builder(tree, { explicit });
}

async function perform({ command, words, config, root, start }, project) {
  const started = Date.now();
  let specs = [], kinds;
  if (command === 'link') {
    if (words.length === 0) throw new PackageError('EUSAGE', 'link needs a folder: packages are not registered globally');
    words = words.map((word) => path.resolve(start, word));
  }
  if (command === 'install' || command === 'link') {
    specs = await readWords(words.filter((word) => path.resolve(start, word) !== root), project);
    kinds = addWords(project, specs);
  } else if (command === 'uninstall') {
    if (words.length === 0) throw new PackageError('EUSAGE', 'uninstall needs the name of a package');
    removeWords(project, words);
  }
  let tree;
  if (command === 'ci') {
    tree = project.loadTree();
    checkLock(project, tree);
    tree.mark();
    fs.rmSync(path.join(root, 'node_modules'), { recursive: true, force: true });
  } else {
    const builder = await makeTree(project, command, specs, words);
    tree = await builder.build();
    for (const text of builder.placer.warnings) project.warn(text);
  }
  const saves = config.is('save', true) && !config.is('dry-run');
  if (kinds !== undefined) for (const spec of specs) {
    const node = tree.root.children.get(spec.name);
    if (node === undefined) throw new PackageError('ETARGET', `${spec.name} could not be installed`);
    project.pkg[kinds.get(spec.name)][spec.name] = savedText(parseSpec(spec.name, spec.isBare ? '*' : spec.raw, config.start), node, project);
  }
  const result = await project.install(tree, { savesLock: command !== 'ci' && (saves || specs.length === 0) });
  if (saves && (specs.length > 0 || command === 'uninstall')) project.save();
  await runInstallScripts(project, tree, result, specs.length === 0 && (command === 'install' || command === 'ci'));
  await project.registry.settle();
  summary(result, started, config);
}

module.exports = async (request) => {
  const project = new Project(request.root, request.config);
  try {
    await perform(request, project);
  } finally {
    project.close();
  }
};
