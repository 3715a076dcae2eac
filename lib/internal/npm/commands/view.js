// SPDX-License-Identifier: MIT
// view: what the registry says of a package, whole or by fields (dependencies.x, versions, dist-tags.latest).

const { Registry } = require('internal/npm/registry');
const { parseArgument } = require('internal/npm/spec');
const { PackageError } = require('internal/npm/util');
const semver = require('internal/npm/semver');
const { inspect } = require('util');

const field = (value, name) => {
  if (value === undefined || value === null) return undefined;
  if (Object.hasOwn(Object(value), name)) return value[name];
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
    const head = name.slice(0, dot);
    if (Object.hasOwn(Object(value), head)) return field(value[head], name.slice(dot + 1));
  }
  return undefined;
};

function chooseVersions(doc, spec) {
  const all = Object.keys(doc.versions ?? {});
  if (spec.type === 'tag') return [doc['dist-tags']?.[spec.fetchSpec]].filter((version) => version !== undefined);
  return all.filter((version) => semver.satisfies(version, spec.fetchSpec, { loose: true })).sort((a, b) => semver.compare(a, b, true));
}

function show(doc, manifest) {
  const count = Object.keys(manifest.dependencies ?? {}).length;
  const lines = [`${manifest.name}@${manifest.version} | ${manifest.license ?? 'no licence'} | deps: ${count || 'none'} | versions: ${Object.keys(doc.versions).length}`,
    manifest.description, manifest.homepage, '', manifest.deprecated ? `DEPRECATED: ${manifest.deprecated}\n` : undefined, manifest.bin ? `bin: ${Object.keys(Object(manifest.bin)).join(', ')}\n` : undefined,
    `dist\n.tarball: ${manifest.dist?.tarball}\n.shasum: ${manifest.dist?.shasum}\n.integrity: ${manifest.dist?.integrity}\n`,
    count > 0 ? `dependencies:\n${Object.entries(manifest.dependencies).map(([name, range]) => `${name}: ${range}`).join(', ')}\n` : undefined,
    `dist-tags:\n${Object.entries(doc['dist-tags'] ?? {}).map(([tag, version]) => `${tag}: ${version}`).join('\n')}`];
  process.stdout.write(`${lines.filter((line) => line !== undefined).join('\n')}\n`);
}

module.exports = async ({ words, config, root, start }) => {
  const own = words[0] === undefined ? require('internal/npm/util').readJson(require('path').join(root, 'package.json'))?.name : words[0];
  if (own === undefined) throw new PackageError('EUSAGE', 'view needs the name of a package');
  const spec = parseArgument(own, start);
  if (spec.isBare) Object.assign(spec, { type: 'tag', fetchSpec: config.get('tag', 'latest') });
  if (spec.packageName === undefined) throw new PackageError('EUSAGE', `${own} is no package of a registry`);
  const registry = new Registry(config);
  try {
    const doc = await registry.fullPackument(spec.packageName);
    const versions = chooseVersions(doc, spec);
    if (versions.length === 0) throw new PackageError('E404', `no version of ${spec.packageName} matches "${spec.fetchSpec}"`);
    const fields = words.slice(1);
    const whole = (version) => ({ ...doc, ...doc.versions[version], versions: Object.keys(doc.versions), 'dist-tags': doc['dist-tags'] });
    if (fields.length === 0) {
      if (config.is('json')) process.stdout.write(`${JSON.stringify(whole(versions.at(-1)), null, 2)}\n`);
      else show(doc, doc.versions[versions.at(-1)]);
      return;
    }
    const found = versions.map((version) => [version, fields.map((name) => [name, field(whole(version), name)]).filter(([, value]) => value !== undefined)]).filter(([, values]) => values.length > 0);
    if (config.is('json')) {
      const values = found.map(([, pairs]) => (fields.length === 1 ? pairs[0][1] : Object.fromEntries(pairs)));
      if (values.length > 0) process.stdout.write(`${JSON.stringify(values.length === 1 ? values[0] : values, null, 2)}\n`);
      return;
    }
    const text = (value) => (typeof value === 'string' ? value : inspect(value, { depth: 5, maxArrayLength: null }));
    for (const [version, pairs] of found) {
      for (const [name, value] of pairs) {
        const head = `${found.length > 1 ? `${spec.packageName}@${version} ` : ''}${fields.length > 1 ? `${name} = ` : ''}`;
        process.stdout.write(`${head}${head && typeof value === 'string' ? `'${value}'` : text(value)}\n`);
      }
    }
  } finally {
    registry.close();
  }
};
