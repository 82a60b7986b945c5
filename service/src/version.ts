/** The service's version, as the pipe and the server are told. */
export const SERVICE_VERSION = '0.1.0';
