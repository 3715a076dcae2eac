// SPDX-License-Identifier: MIT
// Marked turns a real Markdown document into HTML; Handlebars renders templates with helpers and partials.
const fs = require('node:fs');
const { digest, folder, load } = require('./_packages');

const { marked } = load('marked');
const html = marked.parse(fs.readFileSync(folder('commander', 'Readme.md'), 'utf8'));
console.log(digest(html), html.slice(0, 60).replaceAll('\n', ' '));
const Handlebars = load('handlebars');
Handlebars.registerHelper('shout', (text) => text.toUpperCase());
Handlebars.registerPartial('row', '<li>{{@index}} {{shout name}}{{#if last}} (last){{/if}}</li>');
const template = Handlebars.compile('<ul>{{#each rows}}{{> row}}{{else}}none{{/each}}</ul>{{{raw}}} {{raw}}');
console.log(template({ rows: [{ name: 'a<b' }, { name: 'c', last: true }], raw: '<i>' }));
console.log(template({ rows: [] }));
