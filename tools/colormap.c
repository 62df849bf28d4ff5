/* A straight line in CIE lightness with a hue that turns from violet over blue and green to yellow
 * (CIELAB, white D65; ISO/CIE 11664-4). Where sRGB (IEC 61966-2-1) has no such colour, its chroma
 * is reduced until it has. */
#include "colormap.h"

#include <math.h>
#include <stdbool.h>

static const double pi = 3.14159265358979323846;

static double lab_inverse(double t)
{
    return t > 6.0 / 29 ? t * t * t : 3 * (6.0 / 29) * (6.0 / 29) * (t - 4.0 / 29);
}

static double gamma_encode(double c)
{
    return c <= 0.0031308 ? 12.92 * c : 1.055 * pow(c, 1 / 2.4) - 0.055;
}

/* Linear sRGB of a colour given by lightness, chroma and hue (rad); false if sRGB does not have it.
 */
static bool linear_rgb(double lightness, double chroma, double hue, double out[3])
{
    double fy = (lightness + 16) / 116;
    double x = 0.95047 * lab_inverse(fy + chroma * cos(hue) / 500);
    double y = lab_inverse(fy);
    double z = 1.08883 * lab_inverse(fy - chroma * sin(hue) / 200);
    out[0] = 3.2406 * x - 1.5372 * y - 0.4986 * z;
    out[1] = -0.9689 * x + 1.8758 * y + 0.0415 * z;
    out[2] = 0.0557 * x - 0.2040 * y + 1.0570 * z;
    bool inside = true;
    for (int i = 0; i < 3; i++)
        inside = inside && out[i] >= 0 && out[i] <= 1;
    return inside;
}

static uint8_t to_byte(double linear)
{
    double c = linear < 0 ? 0 : linear > 1 ? 1 : linear;
    return (uint8_t)lround(255 * gamma_encode(c));
}

rgb colormap(double x)
{
    if (isnan(x))
        return (rgb){128, 128, 128};
    x = x < 0 ? 0 : x > 1 ? 1 : x;
    double lightness = 14 + 78 * x, hue = (312 - 212 * x) / 180 * pi;
    double chroma = 34 + 46 * x * x * x, c[3] = {0};
    while (!linear_rgb(lightness, chroma, hue, c) && chroma > 0)
        chroma -= 1;
    return (rgb){to_byte(c[0]), to_byte(c[1]), to_byte(c[2])};
}
