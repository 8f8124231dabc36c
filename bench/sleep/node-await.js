#!/usr/bin/env node
// Async functions that each await nothing, again and again: they take turns, but the event loop
// does not go round meanwhile.
'use strict';

const TURNS = 2000000; // of all functions together

const tasks = Number(process.argv[2]);
const turns = Math.floor(TURNS / tasks);
let unfinished = tasks;
let began, ended;

async function takeTurns() {
  await null; // by then all have begun
  began ??= process.hrtime.bigint();
  for (let turn = 0; turn < turns; turn++) await null;
  if (--unfinished === 0) ended = process.hrtime.bigint();
}

async function main() {
  await Promise.all(Array.from({ length: tasks }, takeTurns));
  console.log(`time ${(Number(ended - began) / (turns * tasks)).toFixed(2)}`);
}

main();
