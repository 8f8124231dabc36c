#!/usr/bin/env node
'use strict';
// node:http with an agent of 100 connections.

const http = require('node:http');

const REQUESTS = 5000;
const CONNECTIONS = 100;

const [port, asked] = process.argv.slice(2).map(Number);
const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS });

function get() {
	return new Promise((resolve, reject) => {
		http.get({ port, host: '127.0.0.1', agent }, (response) => {
			let text = '';
			response.setEncoding('utf8');
			response.on('data', (part) => { text += part; });
			response.on('end', () => resolve(text));
		}).on('error', reject);
	});
}

function getAll(count) {
	return Promise.all(Array.from({ length: count }, get));
}

async function main() {
	const requests = Math.max(REQUESTS, asked);

	await getAll(CONNECTIONS);
	const began = process.hrtime.bigint();
	for (let done = 0; done < requests; done += asked)
		await getAll(asked);
	const seconds = Number(process.hrtime.bigint() - began) / 1e9;
	console.log('rate', (requests / seconds).toFixed(0));
	agent.destroy();
}

main();
