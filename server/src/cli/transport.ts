/** One request to the server, already spelled as HTTP. */
export interface ApiRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path and query. */
  path: string;
  /** JSON, absent when the operation takes no body. */
  body?: string | undefined;
}

export interface ApiAnswer {
  status: number;
  body: string;
}

/** Port: carries requests to the server. */
export interface Transport {
  /** @throws UnreachableServerError */
  send(request: ApiRequest): Promise<ApiAnswer>;
}
