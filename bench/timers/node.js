#!/usr/bin/env node
// setTimeout() and clearTimeout(). They count whole milliseconds.
'use strict';

const { readFileSync } = require('fs');

const ROUNDS = 3; // behind the first, which brings the memory
const EARLIEST = 50, LATEST = 100;

function memoryBytes(what) {
  return Number(readFileSync('/proc/self/status', 'utf8').match(`${what}:\\s*(\\d+)`)[1]) * 1024;
}

function milliseconds() {
  return Number(process.hrtime.bigint()) / 1e6;
}

function block(time) {
  if (time > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, time);
}

function runRound(delays) {
  return new Promise((resolve) => {
    let left = delays.length - Math.floor(delays.length / 2);
    let taken, expiring;
    const onTime = () => {
      if (--left === 0) resolve(taken + milliseconds() - expiring);
    };
    const began = milliseconds();
    const timers = delays.map((delay) => setTimeout(onTime, delay));
    for (let i = 1; i < timers.length; i += 2) clearTimeout(timers[i]);
    taken = milliseconds() - began;
    block(began + LATEST + 2 - milliseconds());
    expiring = milliseconds();
  });
}

async function main(count) {
  const delays =
    Array.from({ length: count }, () => EARLIEST + Math.random() * (LATEST - EARLIEST));
  const memory = memoryBytes('VmRSS');
  await runRound(delays);
  let taken = 0;
  for (let round = 0; round < ROUNDS; round++) taken += await runRound(delays);
  console.log(`time ${(taken * 1e6 / (ROUNDS * count)).toFixed(2)}`);
  console.log(`bytes ${((memoryBytes('VmHWM') - memory) / count).toFixed(0)}`);
}

main(Number(process.argv[2]));
