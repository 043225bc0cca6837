/* A disk that can be told to fill up, to fail at its n-th call, or to have everything written down.
 *
 * Preloaded into a process; only files under the folder that disk_watch() names are touched. The
 * process steers it through the functions disk_*, see disk.py. Record of a call, little endian:
 * kind (1 byte), length of the path and of the data (4 bytes each), place in the file (8 bytes),
 * path, data. A write to standard output is written down too: it is what somebody was told.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static char folder[PATH_MAX];
static int record = -1;
static long room = -1;      /* bytes that files may still grow by; -1: any amount */
static long countdown = -1; /* calls that still go well; -1: all */
static long calls;
static int lasting;
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

#define REAL(type, name, ...)                               \
    static type (*real)(__VA_ARGS__);                       \
    if (!real) real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

static ssize_t put(int fd, const void *data, size_t size) {
    REAL(ssize_t, write, int, const void *, size_t);
    return real(fd, data, size);
}

static int watched(const char *path) {
    return folder[0] && strncmp(path, folder, strlen(folder)) == 0;
}

static int path_of(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return watched(path);
}

static void note(char kind, const char *path, int64_t place, const void *data, uint32_t size) {
    if (record < 0) return;
    uint32_t length = (uint32_t)strlen(path);
    put(record, &kind, 1);
    put(record, &length, 4);
    put(record, &size, 4);
    put(record, &place, 8);
    put(record, path, length);
    put(record, data, size);
}

/* Whether this call fails as it was asked for. */
static int fails(void) {
    calls++;
    if (countdown < 0) return 0;
    if (countdown > 0) {
        countdown--;
        return 0;
    }
    if (!lasting) countdown = -1;
    errno = EIO;
    return 1;
}

/* Take from the room what a write lets a file grow by; 0 when there is not enough. */
static int fits(int fd, int64_t end) {
    struct stat found;
    if (room < 0 || fstat(fd, &found) != 0 || end <= found.st_size) return 1;
    if (end - found.st_size > room) {
        errno = ENOSPC;
        return 0;
    }
    room -= end - found.st_size;
    return 1;
}

void disk_watch(const char *path) { snprintf(folder, sizeof folder, "%s", path); }
void disk_record(const char *path) {
    REAL(int, open, const char *, int, ...);
    record = path ? real(path, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;
}
void disk_room(long bytes) { room = bytes; }
void disk_fail(long after, int for_good) {
    calls = 0;
    countdown = after;
    lasting = for_good;
}
long disk_calls(void) { return calls; }

static ssize_t placed(int fd, const void *data, size_t size, off64_t place, int moves) {
    REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t);
    char path[PATH_MAX];
    if (!path_of(fd, path)) return moves ? put(fd, data, size) : real(fd, data, size, place);
    pthread_mutex_lock(&one_at_a_time);
    ssize_t done = -1;
    if (!fails() && fits(fd, place + (int64_t)size)) {
        note('w', path, place, data, (uint32_t)size);
        done = moves ? put(fd, data, size) : real(fd, data, size, place);
    }
    pthread_mutex_unlock(&one_at_a_time);
    return done;
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t place) {
    return placed(fd, data, size, place, 0);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t place) {
    return placed(fd, data, size, place, 0);
}
ssize_t write(int fd, const void *data, size_t size) {
    if (fd == 1 && record >= 0) {
        pthread_mutex_lock(&one_at_a_time);
        note('t', "", 0, data, (uint32_t)size);
        pthread_mutex_unlock(&one_at_a_time);
    }
    int failed = errno;
    off64_t place = lseek64(fd, 0, SEEK_CUR);
    errno = failed;
    return placed(fd, data, size, place < 0 ? 0 : place, 1);
}

static int synced(int fd, int (*real)(int)) {
    char path[PATH_MAX];
    if (!path_of(fd, path)) return real(fd);
    pthread_mutex_lock(&one_at_a_time);
    int done = -1;
    if (!fails()) {
        done = real(fd);
        note('s', path, 0, "", 0);
    }
    pthread_mutex_unlock(&one_at_a_time);
    return done;
}
int fsync(int fd) {
    REAL(int, fsync, int);
    return synced(fd, real);
}
int fdatasync(int fd) {
    REAL(int, fdatasync, int);
    return synced(fd, real);
}

int ftruncate64(int fd, off64_t size) {
    REAL(int, ftruncate64, int, off64_t);
    char path[PATH_MAX];
    if (!path_of(fd, path) || strstr(path, "-shm")) return real(fd, size);
    pthread_mutex_lock(&one_at_a_time);
    int done = -1;
    if (!fails() && fits(fd, size)) {
        note('c', path, size, "", 0);
        done = real(fd, size);
    }
    pthread_mutex_unlock(&one_at_a_time);
    return done;
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int unlink(const char *path) {
    REAL(int, unlink, const char *);
    if (!watched(path)) return real(path);
    pthread_mutex_lock(&one_at_a_time);
    struct stat found;
    int done = -1;
    if (!fails()) {
        if (room >= 0 && stat(path, &found) == 0) room += found.st_size;
        note('u', path, 0, "", 0);
        done = real(path);
    }
    pthread_mutex_unlock(&one_at_a_time);
    return done;
}

static int asked(const char *path, struct statvfs *found, int (*real)(const char *, struct statvfs *)) {
    int done = real(path, found);
    if (done == 0 && room >= 0 && watched(path)) {
        found->f_bfree = found->f_bavail = (fsblkcnt_t)room / found->f_frsize;
    }
    return done;
}
int statvfs(const char *path, struct statvfs *found) {
    REAL(int, statvfs, const char *, struct statvfs *);
    return asked(path, found, real);
}
int statvfs64(const char *path, struct statvfs64 *found) {
    REAL(int, statvfs64, const char *, struct statvfs *);
    return asked(path, (struct statvfs *)found, real);
}

static int opened(const char *path, int flags, mode_t mode, int (*real)(const char *, int, ...)) {
    if (!watched(path) || !(flags & (O_CREAT | O_RDWR | O_WRONLY))) return real(path, flags, mode);
    pthread_mutex_lock(&one_at_a_time);
    int failed = fails();
    pthread_mutex_unlock(&one_at_a_time);
    return failed ? -1 : real(path, flags, mode);
}
#define MODE                               \
    mode_t mode = 0;                       \
    va_list more;                          \
    va_start(more, flags);                 \
    if (flags & O_CREAT) mode = va_arg(more, mode_t); \
    va_end(more)
int open(const char *path, int flags, ...) {
    REAL(int, open, const char *, int, ...);
    MODE;
    return opened(path, flags, mode, real);
}
int open64(const char *path, int flags, ...) {
    REAL(int, open64, const char *, int, ...);
    MODE;
    return opened(path, flags, mode, real);
}
