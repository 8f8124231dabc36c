#!/usr/bin/env node
// Async functions that each let the event loop go round once, again and again.
'use strict';

const { setImmediate: nextPass } = require('timers/promises');

const TURNS = 200000; // of all functions together

const tasks = Number(process.argv[2]);
const turns = Math.floor(TURNS / tasks);
let unfinished = tasks;
let began, ended;

async function takeTurns() {
  await nextPass(); // by then all have begun
  began ??= process.hrtime.bigint();
  for (let turn = 0; turn < turns; turn++) await nextPass();
  if (--unfinished === 0) ended = process.hrtime.bigint();
}

async function main() {
  await Promise.all(Array.from({ length: tasks }, takeTurns));
  console.log(`time ${(Number(ended - began) / (turns * tasks)).toFixed(2)}`);
}

main();
