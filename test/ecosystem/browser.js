// SPDX-License-Identifier: MIT
// A page served by Express and read by headless Chromium: its script asks for JSON over a kept connection, loads a module and a style.
const { spawn } = require('node:child_process');
const { load } = require('./_packages');
const { find, skip } = require('./_services');

const express = load('express');
const compression = load('compression');

const program = find('chromium', '/usr/lib/chromium') ?? find('chromium-browser');
const app = express();
const seen = new Set();
app.use((req, res, next) => {
  seen.add(`${req.method} ${req.path}`);
  next();
});
app.use(compression({ threshold: 0 }));
app.get('/', (req, res) => res.type('html').send(`<!DOCTYPE html><title>page</title><link rel="stylesheet" href="/style.css">
<p id="out">waiting</p><script type="module" src="/main.mjs"></script>`));
app.get('/style.css', (req, res) => res.type('css').send('#out { color: rgb(1, 2, 3) }'));
app.get('/main.mjs', (req, res) => res.type('text/javascript').send(`import { double } from '/lib.mjs';
const answers = await Promise.all([1, 2, 3].map(async (n) => (await fetch('/json/' + n)).json()));
const posted = await (await fetch('/post', { method: 'POST', body: 'x'.repeat(100000) })).text();
const out = document.getElementById('out');
out.textContent = answers.map(({ n }) => double(n)).join(' ') + ' ' + posted + ' ' + getComputedStyle(out).color;
document.title = 'done';`));
app.get('/lib.mjs', (req, res) => res.type('text/javascript').send('export const double = (n) => 2 * n;'));
app.get('/json/:n', (req, res) => res.json({ n: +req.params.n }));
app.post('/post', (req, res) => {
  let size = 0;
  req.on('data', (part) => { size += part.length; }).on('end', () => res.send(`posted ${size}`));
});

if (program === undefined) {
  skip('Chromium', __filename);
} else {
  const server = app.listen(0, '127.0.0.1', () => {
    const child = spawn(program, ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', `--user-data-dir=${process.cwd()}/profile`,
                                  '--virtual-time-budget=20000', '--dump-dom', `http://127.0.0.1:${server.address().port}/`], { stdio: ['ignore', 'pipe', 'ignore'] });
    let dom = '';
    child.stdout.setEncoding('utf8').on('data', (part) => { dom += part; });
    child.on('close', (code) => {
      console.log(code, /<title>(.*)<\/title>/.exec(dom)?.[1], /<p id="out">(.*)<\/p>/.exec(dom)?.[1]);
      console.log([...seen].filter((line) => !line.includes('favicon')).sort());
      server.closeAllConnections();
      server.close();
    });
  });
}
