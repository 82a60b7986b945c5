/** Vite makes a file of it, and this is its address. */
declare module '*.svg' {
  const url: string;
  export default url;
}
declare module '*.css';

/** Of the server that gives these pages; the installer of that version is named after it. */
declare const GATEHOUSE_VERSION: string;
