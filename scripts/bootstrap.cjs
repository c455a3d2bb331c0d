// Makes a fresh clone ready with whatever Node and npm the machine has: installs the locked dependencies, the pinned
// Node among them (npm puts its `node` first on the PATH of every script that runs after this one). Plain old
// JavaScript, because an older Node has to be able to run it.
'use strict';
const { createHash } = require('crypto');
const { existsSync, readFileSync, writeFileSync } = require('fs');
const path = require('path');
const { spawnSync } = require('child_process');

const root = path.join(__dirname, '..');
const stamp = path.join(root, 'node_modules', '.installed-lock');
const lock = createHash('sha256')
  .update(readFileSync(path.join(root, 'package-lock.json')))
  .digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  console.error('Installing the locked npm packages (once, about 30 s) ...');
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const args = npm.slice(1).concat(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  const installed = spawnSync(npm[0], args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (installed.status !== 0) {
    console.error('npm ci failed; the message above says why.');
    process.exit(1);
  }
  writeFileSync(stamp, lock);
}
