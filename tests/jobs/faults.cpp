#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstdlib>
#include <cstring>

// Preloaded into a program under test: makes the n-th call that touches the output folder fail, or ends the process
// there.
//
// XIL_FAULT_UNDER: only files below this folder count. XIL_FAULT_AT: number of the call, from 1; 0 only counts.
// XIL_FAULT_DO: the number of an error (28: no space left), or "kill". XIL_FAULT_COUNT: file that gets the number of
// calls. Calls: open and openat for writing, write, fsync, fdatasync, rename, renameat, renameat2, and the functions of
// HDF5 that write.
namespace {

std::atomic<long> calls{0};

bool is_under(const char* path) {
  const char* folder = std::getenv("XIL_FAULT_UNDER");
  return folder != nullptr && path != nullptr && std::strncmp(path, folder, std::strlen(folder)) == 0;
}

bool is_ours(int descriptor) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t length = ::readlink(link, path, sizeof path - 1);
  if (length < 0) return false;
  path[length] = '\0';
  return is_under(path);
}

/// Of a path that may be relative to an open folder.
bool is_below(int folder, const char* path) {
  return path != nullptr && path[0] != '/' && folder != AT_FDCWD ? is_ours(folder) : is_under(path);
}

/// Whether this call is the one; does not return where the process is to end there.
bool strikes() {
  const char *at = std::getenv("XIL_FAULT_AT"), *what = std::getenv("XIL_FAULT_DO");
  const long number = ++calls;
  if (at == nullptr || number != std::atol(at)) return false;
  if (what != nullptr && std::strcmp(what, "kill") == 0) ::raise(SIGKILL);
  errno = what == nullptr ? EIO : std::atoi(what);
  return true;
}

struct Counter {
  ~Counter() {
    const char* file = std::getenv("XIL_FAULT_COUNT");
    std::FILE* stream = file == nullptr ? nullptr : std::fopen(file, "w");
    if (stream == nullptr) return;
    std::fprintf(stream, "%ld\n", calls.load());
    std::fclose(stream);
  }
} counter;

/// The function of that name that this one stands before.
template <class Function>
Function* real(Function*, const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(list, mode_t) : 0;
  va_end(list);
  if ((flags & (O_WRONLY | O_RDWR)) != 0 && is_under(path) && strikes()) return -1;
  return real(&open, "open")(path, flags, mode);
}

int openat(int folder, const char* path, int flags, ...) {
  va_list list;
  va_start(list, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(list, mode_t) : 0;
  va_end(list);
  if ((flags & O_ACCMODE) != O_RDONLY && is_below(folder, path) && strikes()) return -1;
  return real(&openat, "openat")(folder, path, flags, mode);
}

ssize_t write(int descriptor, const void* bytes, size_t size) {
  if (!is_ours(descriptor) || !strikes()) return real(&write, "write")(descriptor, bytes, size);
  // A full disk takes what still fits.
  if (errno == ENOSPC && size > 1 && real(&write, "write")(descriptor, bytes, size / 2) > 0) errno = ENOSPC;
  return -1;
}

int fsync(int descriptor) { return is_ours(descriptor) && strikes() ? -1 : real(&fsync, "fsync")(descriptor); }

int fdatasync(int descriptor) {
  return is_ours(descriptor) && strikes() ? -1 : real(&fdatasync, "fdatasync")(descriptor);
}

int rename(const char* from, const char* to) noexcept {
  return is_under(to) && strikes() ? -1 : real(&rename, "rename")(from, to);
}

int renameat(int a, const char* from, int b, const char* to) noexcept {
  return is_below(b, to) && strikes() ? -1 : real(&renameat, "renameat")(a, from, b, to);
}

int renameat2(int a, const char* from, int b, const char* to, unsigned flags) noexcept {
  return is_below(b, to) && strikes() ? -1 : real(&renameat2, "renameat2")(a, from, b, to, flags);
}

// As HDF5 declares them; its header belongs to framework/store.
std::int64_t H5Fcreate(const char* name, unsigned flags, std::int64_t creation, std::int64_t access) {
  return strikes() ? -1 : real(&H5Fcreate, "H5Fcreate")(name, flags, creation, access);
}

int H5Fclose(std::int64_t file) {
  const bool struck = strikes();
  const int status = real(&H5Fclose, "H5Fclose")(file);
  return struck ? -1 : status;
}

std::int64_t H5Gcreate2(std::int64_t place, const char* name, std::int64_t links, std::int64_t creation,
                        std::int64_t access) {
  return strikes() ? -1 : real(&H5Gcreate2, "H5Gcreate2")(place, name, links, creation, access);
}

std::int64_t H5Dcreate2(std::int64_t place, const char* name, std::int64_t type, std::int64_t space, std::int64_t links,
                        std::int64_t creation, std::int64_t access) {
  return strikes() ? -1 : real(&H5Dcreate2, "H5Dcreate2")(place, name, type, space, links, creation, access);
}

int H5Dwrite(std::int64_t dataset, std::int64_t type, std::int64_t memory, std::int64_t stored, std::int64_t transfer,
             const void* values) {
  return strikes() ? -1 : real(&H5Dwrite, "H5Dwrite")(dataset, type, memory, stored, transfer, values);
}

std::int64_t H5Acreate2(std::int64_t place, const char* name, std::int64_t type, std::int64_t space,
                        std::int64_t creation, std::int64_t access) {
  return strikes() ? -1 : real(&H5Acreate2, "H5Acreate2")(place, name, type, space, creation, access);
}

int H5Awrite(std::int64_t attribute, std::int64_t type, const void* value) {
  return strikes() ? -1 : real(&H5Awrite, "H5Awrite")(attribute, type, value);
}

}  // extern "C"
