/**
 * Loaded into every process of a Wine prefix that has a clock of its own: moves the time of day by the seconds that the
 * file named by GATEHOUSE_WINE_CLOCK holds as a 64-bit number. The file is mapped, so that writing it moves the clock
 * of processes that run. Monotonic clocks, by which programs wait, go on as they are.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile const int64_t* shift;
static int (*real_clock_gettime)(clockid_t, struct timespec*);
static int (*real_gettimeofday)(struct timeval*, void*);
static time_t (*real_time)(time_t*);

__attribute__((constructor)) static void load(void) {
  real_clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
  real_gettimeofday = dlsym(RTLD_NEXT, "gettimeofday");
  real_time = dlsym(RTLD_NEXT, "time");
  const char* path = getenv("GATEHOUSE_WINE_CLOCK");
  int file = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  void* mapped = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
  close(file);
  if (mapped != MAP_FAILED) shift = mapped;
}

static int64_t shifted(void) { return shift == NULL ? 0 : *shift; }

int clock_gettime(clockid_t clock, struct timespec* now) {
  if (real_clock_gettime == NULL) load();
  int failed = real_clock_gettime(clock, now);
  if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += shifted();
  return failed;
}

int gettimeofday(struct timeval* restrict now, void* restrict zone) {
  if (real_gettimeofday == NULL) load();
  int failed = real_gettimeofday(now, zone);
  if (!failed) now->tv_sec += shifted();
  return failed;
}

time_t time(time_t* now) {
  if (real_time == NULL) load();
  time_t seconds = real_time(NULL) + shifted();
  if (now != NULL) *now = seconds;
  return seconds;
}
