#ifndef SANITIZER_H
#define SANITIZER_H

/* Telling AddressSanitizer of stacks. It keeps a shadow of the stack it believes to be on. It is
 * told before each switch where it goes to, and behind each switch that it has arrived; a stack
 * that will not be used again says so by NULL. The frames that a dropped stack leaves are poison,
 * until it is said to be new. Without the sanitizer all of this is nothing. */

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZER_IS_ON
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define SANITIZER_IS_ON
#endif

#ifdef SANITIZER_IS_ON
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#define sanitizer_leave(save, low, size) __sanitizer_start_switch_fiber(save, low, size)
#define sanitizer_arrive(save, low, size) __sanitizer_finish_switch_fiber(save, low, size)
#define sanitizer_new_stack(low, size) __asan_unpoison_memory_region(low, size)
#else
#define sanitizer_leave(save, low, size) ((void)(save), (void)(low), (void)(size))
#define sanitizer_arrive(save, low, size) ((void)(save), (void)(low), (void)(size))
#define sanitizer_new_stack(low, size) ((void)(low), (void)(size))
#endif

#endif
