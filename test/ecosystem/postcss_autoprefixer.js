// SPDX-License-Identifier: MIT
// PostCSS with Autoprefixer adds the prefixes that old browsers need.
const { load } = require('./_packages');

const postcss = load('postcss');
const autoprefixer = load('autoprefixer');
const css = `a { display: flex; user-select: none; backdrop-filter: blur(2px) }
@media (min-resolution: 2dppx) { ::placeholder { color: gray } .b { grid-template: "a b" / 1fr 2fr; transition: transform 1s } }`;
postcss([autoprefixer({ overrideBrowserslist: ['ie 11', 'safari 8', 'firefox 40'] })]).process(css, { from: 'in.css', to: 'out.css', map: { inline: false } })
  .then((result) => {
    console.log(result.css);
    console.log(result.map.toString().length, result.warnings().length);
  });
try {
  postcss.parse('a {');
} catch (error) {
  console.log(error.name, error.reason, error.line, error.column);
}
