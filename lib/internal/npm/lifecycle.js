// SPDX-License-Identifier: MIT
// Scripts that run because something was installed: those of dependencies only where the project trusts them by name, those of the project and its workspaces as npm does.

const fs = require('fs');
const path = require('path');
const { readJson } = require('internal/npm/util');
const { runEvents } = require('internal/npm/scripts');

const wants = ({ isLink, isInBundle, pkg }) => !isLink && !isInBundle && pkg.hasInstallScript === true;

// What a package depends on comes before it.
function inOrder(nodes) {
  const wanted = new Set(nodes), sorted = [], seen = new Set();
  const visit = (node) => {
    if (seen.has(node)) return;
    seen.add(node);
    for (const { to } of node.edgesOut.values()) if (to !== undefined) visit(to);
    if (wanted.has(node)) sorted.push(node);
  };
  nodes.forEach(visit);
  return sorted;
}

function note(project, nodes) {
  if (nodes.length === 0) return;
  const names = [...new Set(nodes.map((node) => node.packageName ?? node.name))];
  project.warn(`${names.length === 1 ? 'a package has' : `${names.length} packages have`} install scripts, which were not run: ${names.join(', ')}. ` +
    `To run them: "trustedDependencies": [${names.map((name) => `"${name}"`).join(', ')}] in package.json, or --allow-scripts=${names.join(',')}`);
}

async function runDependencies(project, tree, { nodes, fresh }) {
  const { config } = project;
  const again = config.get('allow-scripts') !== undefined; // asked for: also of what is there already
  const candidates = inOrder((again ? nodes : fresh).filter((node) => wants(node) && !node.isFailed));
  const trusted = candidates.filter((node) => project.isTrusted(node));
  for (const node of trusted) {
    const pkg = readJson(path.join(node.folder, 'package.json')) ?? {};
    const scripts = { ...pkg.scripts };
    if (scripts.install === undefined && scripts.preinstall === undefined && fs.existsSync(path.join(node.folder, 'binding.gyp'))) scripts.install = 'node-gyp rebuild';
    try {
      await runEvents(['preinstall', 'install', 'postinstall'], { pkg: { ...pkg, scripts }, folder: node.folder, config, quiet: !config.is('foreground-scripts'), initial: project.root });
    } catch (error) {
      if (!node.isOptional) throw error;
      project.warn(`${node.name} is optional and its install script failed; it is left out`);
      for (const its of tree.optionalSet(node)) fs.rmSync(its.folder, { recursive: true, force: true });
    }
  }
  note(project, candidates.filter((node) => !trusted.includes(node)));
}

// After an install. `isWhole`: of the project as it is, not of single packages.
async function runInstallScripts(project, tree, result, isWhole) {
  const { config, pkg, root } = project;
  if (config.is('ignore-scripts') || config.is('dry-run') || config.is('package-lock-only')) {
    return;
  }
  await runDependencies(project, tree, result);
  const own = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'];
  for (const top of tree.tops.values()) {
    if (top === tree.root || !top.isWorkspace) continue;
    await runEvents(own, { pkg: top.pkg, folder: top.folder, config });
  }
  if (isWhole) await runEvents(own, { pkg, folder: root, config });
}

module.exports = { runInstallScripts };
