Evt_Udn_Info_t udn_x_info =
{
"x
