#!/usr/bin/env node
import { NodeTerminal } from './node-terminal.js';
import { runProgram } from './program.js';

const terminal = new NodeTerminal();
process.exitCode = await runProgram(process.argv.slice(2), { terminal, environment: process.env });
terminal.close();
