// SPDX-License-Identifier: MIT
// Commander and Yargs parse command lines, print help and refuse what is wrong.
const { load } = require('./_packages');

const { Command } = load('commander');
const program = new Command('tool').exitOverride().configureOutput({ writeErr: (text) => console.log('error output:', text.trim()) });
program.version('1.2.3').option('-d, --debug', 'output more').option('-n, --number <n>', 'a number', (v) => parseInt(v, 10), 7);
program.command('copy <from> [to...]').description('copies').action((from, to, options, command) => console.log('copy', from, to, command.parent.opts()));
program.parse(['-d', '-n', '12', 'copy', 'a', 'b', 'c'], { from: 'user' });
console.log(program.helpInformation());
try {
  program.parse(['--nope'], { from: 'user' });
} catch (error) {
  console.log(error.code, error.exitCode);
}
const yargs = load('yargs');
const argv = yargs(['serve', '--port', '80', '--no-color', '-abc', '--list', '1', '2', '--', 'rest'])
  .command('serve', 'starts', (y) => y.option('port', { type: 'number', demandOption: true })).array('list').parse();
delete argv.$0;
console.log(JSON.stringify(argv));
yargs([]).scriptName('prog').option('port', { alias: 'p', describe: 'where', type: 'number', default: 1 }).locale('en').wrap(80).getHelp().then((help) => console.log(help));
