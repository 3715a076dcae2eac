// SPDX-License-Identifier: MIT
// outdated: dependencies of the project that are not the newest that package.json allows, or not the newest there is. Ends with code 1 where there are any.

const { Project } = require('internal/npm/project');
const { isRegistrySpec } = require('internal/npm/spec');
const { pickManifest } = require('internal/npm/manifest');
const { compareNames } = require('internal/npm/util');
const fs = require('fs');

async function look(edge, project) {
  if (!isRegistrySpec(edge.spec) || edge.to?.isLink) return undefined;
  const packument = await project.registry.packument(edge.spec.packageName);
  const current = edge.to !== undefined && fs.existsSync(edge.to.folder) ? edge.to.version : undefined;
  let wanted;
  try {
    wanted = pickManifest(packument, edge.spec).version;
  } catch (error) {
    if (error.code !== 'ETARGET') throw error;
  }
  const { latest } = packument['dist-tags'];
  if (current === wanted && current === latest) return undefined;
  return { name: edge.name, current, wanted, latest, type: edge.type };
}

module.exports = async ({ words, config, root }) => {
  const project = new Project(root, config);
  try {
    const { root: top } = project.loadTree();
    const edges = [...top.edgesOut.values()].filter(({ name, type }) => type !== 'workspace' && (words.length === 0 || words.includes(name)));
    const rows = (await Promise.all(edges.map((edge) => look(edge, project)))).filter((row) => row !== undefined).sort((a, b) => compareNames(a.name, b.name));
    await project.registry.settle();
    if (config.is('json')) {
      process.stdout.write(`${JSON.stringify(Object.fromEntries(rows.map(({ name, ...rest }) => [name, rest])), null, 2)}\n`);
    } else if (rows.length > 0) {
      const table = [['Package', 'Current', 'Wanted', 'Latest'], ...rows.map(({ name, current, wanted, latest }) => [name, current ?? 'MISSING', wanted ?? '-', latest ?? '-'])];
      const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column].length)));
      process.stdout.write(`${table.map((row) => row.map((text, i) => (i === 0 ? text.padEnd(widths[i]) : text.padStart(widths[i]))).join('  ').trimEnd()).join('\n')}\n`);
    }
    if (rows.length > 0) process.exitCode = 1;
  } finally {
    project.close();
  }
};
