/**
 * Serves a pipe through the addon and says on stdout, in JSON lines, what happens to it.
 * Arguments: folder of the installed product, name of the pipe, options in JSON.
 */
import { pathToFileURL } from 'node:url';

const [app, name, options = '{}'] = process.argv.slice(2);
const adapters = `${pathToFileURL(app)}/service/dist/windows`;
const { NativePipeListener } = await import(`${adapters}/native-pipe-listener.js`);

const say = (what) => console.log(JSON.stringify(what));
const listener = new NativePipeListener({
  name,
  ...JSON.parse(options),
  onWarning: (what, win32) => say({ warning: what, win32 }),
});

try {
  await listener.listen((stream) => {
    say({ client: stream.caller });
    stream.onData((bytes) => {
      switch (Buffer.from(bytes).toString('latin1', 0, 4)) {
        case 'bye?':
          stream.write(Buffer.from('goodbye'));
          stream.close();
          break;
        case 'more':
          for (let count = 0; count < 64; count++) stream.write(Buffer.alloc(65_536, 0x61));
          break;
        case 'stop':
          stream.write(Buffer.from('stopping'));
          void listener.close().then(() => say({ stopped: true }));
          break;
        case 'exit':
          process.exit(7);
          break;
        default:
          stream.write(bytes);
      }
    });
    stream.onClose(() => say({ closed: stream.caller.pid }));
  });
  say({ listening: listener.descriptor });
} catch (error) {
  say({ failed: error.name, code: error.code });
}
