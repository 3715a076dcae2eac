// SPDX-License-Identifier: MIT
// usage: _express.js PORT. Express's hello-world, from the packages of test/ecosystem.
const path = require('node:path');
const { createRequire } = require('node:module');

const root = process.env.ECOSYSTEM ?? path.join(__dirname, '../../build/ecosystem');
const express = createRequire(path.join(root, 'index.js'))('express');
const app = express();
app.get('/', (req, res) => res.send('Hello, World!'));
app.listen(+process.argv[2], '127.0.0.1', () => console.log('ready'));
