/** Vite makes a file of it, and this is its address. */
declare module '*.svg' {
  const url: string;
  export default url;
}
declare module '*.css';
