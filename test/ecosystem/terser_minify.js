// SPDX-License-Identifier: MIT
// Terser minifies real libraries, and what it makes still works.
const fs = require('node:fs');
const vm = require('node:vm');
const { digest, folder, load } = require('./_packages');

const { minify } = load('terser');
(async () => {
  for (const [name, file] of [['lodash', 'lodash.js'], ['handlebars', 'dist/handlebars.js'], ['js-yaml', 'dist/js-yaml.js']]) {
    const { code } = await minify(fs.readFileSync(folder(name, file), 'utf8'), { compress: { passes: 2 }, mangle: true });
    console.log(name, digest(code));
    if (name === 'lodash') {
      const context = vm.createContext({});
      vm.runInContext(code, context);
      console.log(JSON.stringify(context._.groupBy([1.2, 1.8, 2.1], Math.floor)));
    }
  }
})();
