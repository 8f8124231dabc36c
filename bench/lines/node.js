#!/usr/bin/env node
'use strict';
// readline over a stream. Its first 500,000 lines are enough to measure.

const fs = require('node:fs');
const readline = require('node:readline');

const LINES = 500000;

async function main(path) {
	const file = readline.createInterface({ input: fs.createReadStream(path) });
	const began = process.hrtime.bigint();
	let lines = 0;

	for await (const line of file)
		if (++lines === LINES)
			break;
	console.log('time', (Number(process.hrtime.bigint() - began) / lines).toFixed(2));
	process.exit();
}

main(process.argv[2]);
