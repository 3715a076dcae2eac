// SPDX-License-Identifier: MIT
// fs-extra builds, copies and removes trees, glob finds files, Winston logs to a file and to streams.
const path = require('node:path');
const { Writable } = require('node:stream');
const { load } = require('./_packages');

const fs = load('fs-extra');
const { glob, globSync } = load('glob');
const winston = load('winston');
(async () => {
  await fs.outputJson('tree/a/b/c.json', { deep: [1, 2] }, { spaces: 2 });
  await fs.ensureDir('tree/empty');
  fs.outputFileSync('tree/a/x.txt', 'x');
  await fs.copy('tree', 'copy', { filter: (file) => !file.endsWith('.txt') });
  await fs.move('copy/a', 'moved');
  console.log(await fs.pathExists('copy/a'), (await fs.readJson('moved/b/c.json')).deep, fs.existsSync('moved/x.txt'));
  console.log((await glob('**/*', { dot: true })).sort(), globSync('**/*.{json,txt}', { ignore: 'moved/**' }).sort());
  await fs.remove('tree');
  await fs.emptyDir('copy');
  console.log(fs.readdirSync('.').sort());

  const seen = [];
  const sink = new Writable({ write(chunk, encoding, done) { seen.push(String(chunk).trim()); done(); } });
  const { combine, errors, json, printf, splat } = winston.format;
  const logger = winston.createLogger({
    level: 'debug', format: combine(errors({ stack: false }), splat(), json({ deterministic: true })),
    transports: [new winston.transports.File({ filename: 'log.txt', level: 'warn' }),
                 new winston.transports.Stream({ stream: sink, format: printf((i) => `${i.level}|${i.message}|${i.id ?? ''}`) })],
  });
  const child = logger.child({ id: 7 });
  logger.debug('hello %s', 'you');
  child.info('from the child');
  logger.error(new Error('broken'));
  logger.silly('not seen');
  logger.end();
  await new Promise((resolve) => logger.on('finish', () => setTimeout(resolve, 50)));
  console.log(seen);
  console.log(fs.readFileSync(path.resolve('log.txt'), 'utf8'));
})();
