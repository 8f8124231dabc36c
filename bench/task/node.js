#!/usr/bin/env node
// Async functions are called in batches, and awaited. Each takes a number and gives it back behind
// an await: without one it would run within the call.
'use strict';

const CALLS = 1000000;

async function work(number) {
  await null;
  return number;
}

async function main(batch) {
  const rounds = Math.floor(CALLS / batch);
  let sum = 0;
  const began = process.hrtime.bigint();
  for (let number = 0; number < rounds; number++) {
    const all = Array.from({ length: batch }, () => work(number));
    for (const one of all) sum += await one;
  }
  const taken = Number(process.hrtime.bigint() - began);
  if (sum !== rounds * (rounds - 1) / 2 * batch) throw new Error('results are missing');
  console.log(`time ${(taken / (rounds * batch)).toFixed(2)}`);
}

main(Number(process.argv[2]));
