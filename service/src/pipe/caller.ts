/** The process at the other end of a pipe, as the transport saw it when the pipe was made. */
export interface Caller {
  pid: number;
  /** SID of the process's user; on Linux `uid:N`. */
  sid: string;
  /** Terminal Services session. */
  session: number;
  /** Full path of the process's image. */
  image: string;
}
