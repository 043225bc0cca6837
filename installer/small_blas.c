/* What the reference BLAS and LAPACK ask of Fortran's run-time library, and how they tell of a
   parameter that no routine takes (never reached by numpy, which checks before it calls). */
#include <stdio.h>
#include <string.h>

void xerbla_(const char *name, const long *place, long length)
{
    fprintf(stderr, "BLAS: parameter %ld of %.*s\n", *place, (int)length, name);
}

void cblas_xerbla(long place, const char *name, const char *form, ...)
{
    (void)form;
    fprintf(stderr, "BLAS: parameter %ld of %s\n", place, name);
}

double _gfortran_pow_r8_i8(double base, long power)
{
    unsigned long left = power < 0 ? 0UL - (unsigned long)power : (unsigned long)power;
    double product = 1.0;
    for (; left; left >>= 1, base *= base)
        if (left & 1)
            product *= base;
    return power < 0 ? 1.0 / product : product;
}

float _gfortran_pow_r4_i8(float base, long power)
{
    return (float)_gfortran_pow_r8_i8(base, power);
}

static size_t put(char *into, size_t room, const char *text, size_t length)
{
    size_t kept = length < room ? length : room;
    memcpy(into, text, kept);
    return kept;
}

void _gfortran_concat_string(size_t room, char *into, size_t first_length, const char *first,
                             size_t second_length, const char *second)
{
    size_t done = put(into, room, first, first_length);
    done += put(into + done, room - done, second, second_length);
    memset(into + done, ' ', room - done);
}
