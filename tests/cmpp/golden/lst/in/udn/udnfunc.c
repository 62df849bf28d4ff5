#include "cm.h"
/* const cm_udn udn_wrong_info = {0}; */
extern const cm_udn udn_other_info;
const cm_udn udn_token_info = {
    .name = "token",
};
