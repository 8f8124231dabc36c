#!/usr/bin/env node
// Async functions that all sleep for a second.
'use strict';

const { readFileSync } = require('fs');
const { setTimeout: sleep } = require('timers/promises');

function memoryBytes(what) {
  return Number(readFileSync('/proc/self/status', 'utf8').match(`${what}:\\s*(\\d+)`)[1]) * 1024;
}

async function sleepForASecond() {
  await sleep(1000);
}

async function main(tasks) {
  const memory = memoryBytes('VmRSS');
  const began = process.hrtime.bigint();
  await Promise.all(Array.from({ length: tasks }, sleepForASecond));
  console.log(`time ${(Number(process.hrtime.bigint() - began) / 1e6 - 1000).toFixed(2)}`);
  console.log(`bytes ${((memoryBytes('VmHWM') - memory) / tasks).toFixed(0)}`);
}

main(Number(process.argv[2]));
