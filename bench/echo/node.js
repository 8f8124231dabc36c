#!/usr/bin/env node
'use strict';

const net = require('node:net');

const server = net.createServer((socket) => {
	socket.on('data', (data) => socket.write(data));
	socket.on('error', () => socket.destroy());
});

server.listen({ host: '127.0.0.1', port: 0, backlog: 1024 }, () => {
	console.log('port', server.address().port);
});
