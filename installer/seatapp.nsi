; The setup program for Windows: makensis -DVERSION=0.1.0 -DPAYLOAD=folder -DOUT=file.exe -DICON=seatapp.ico seatapp.nsi
;
; Silent with /S, another folder with /D=... (last, without quotes), settings of the site with
; /SITE=\\server\share\centre.toml, which is copied for all users together with root.crt beside it.
; Ends with 3 where Windows is too old, 4 where the program is in use (nothing is changed then), 5
; where the settings of the site could not be read (the program is there). An older version is
; replaced in place. What people worked on is in their data folders and is touched neither by an
; upgrade nor by the removal.

Unicode true
; What NSIS for Windows can make; -DTARGET=amd64-unicode where only 64 bits run, as under wine64.
!ifndef TARGET
  !define TARGET x86-unicode
!endif
Target ${TARGET}
SetCompressor /SOLID lzma
RequestExecutionLevel admin
ManifestDPIAware true

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "WinVer.nsh"
!include "x64.nsh"

!define NAME "SeatApp"
!define TITLE "城管席位工作站"
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"

Name "${TITLE}"
OutFile "${OUT}"
InstallDir "$PROGRAMFILES64\${NAME}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "FileDescription" "${TITLE}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "Apache-2.0"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\seatapp-window.exe"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "English"

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_ICONSTOP|MB_OK "需要 64 位的 Windows。没有安装任何文件。" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
  ${IfNot} ${AtLeastWin10}
    MessageBox MB_ICONSTOP|MB_OK "需要 Windows 10 或更新的版本。没有安装任何文件。" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
  SetRegView 64
  ReadRegStr $0 HKLM "Software\${NAME}" "Folder"
  ${If} $0 != ""
  ${AndIf} $INSTDIR == "$PROGRAMFILES64\${NAME}"
    StrCpy $INSTDIR $0
  ${EndIf}
FunctionEnd

Function un.onInit
  SetRegView 64
FunctionEnd

; A running program holds its files open: half an upgrade would be worse than none.
!macro CloseFile name
  ${If} ${FileExists} "$INSTDIR\${name}"
    again_${name}:
    ClearErrors
    FileOpen $0 "$INSTDIR\${name}" a
    ${If} ${Errors}
      MessageBox MB_ICONEXCLAMATION|MB_RETRYCANCEL "请先关闭${TITLE}，再继续。没有改动任何文件。" /SD IDCANCEL IDRETRY again_${name}
      SetErrorLevel 4
      Quit
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend
!macro CloseProgram un
Function ${un}CloseProgram
  !insertmacro CloseFile "seatapp-window.exe"
  !insertmacro CloseFile "seatapp.exe"
FunctionEnd
!macroend
!insertmacro CloseProgram ""
!insertmacro CloseProgram "un."

; Everybody may make files below ProgramData: whoever made this one first would send all who log in
; here to a centre of their own. S-1-5-18 is the system, -544 administrators, -545 users.
Function CloseSettings
  CreateDirectory "$APPDATA\${NAME}"
  nsExec::ExecToLog '"$SYSDIR\icacls.exe" "$APPDATA\${NAME}" /setowner *S-1-5-32-544 /T /C /Q'
  Pop $0
  nsExec::ExecToLog '"$SYSDIR\icacls.exe" "$APPDATA\${NAME}" /reset /T /C /Q'
  Pop $0
  nsExec::ExecToLog '"$SYSDIR\icacls.exe" "$APPDATA\${NAME}" /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F *S-1-5-32-545:(OI)(CI)RX /Q'
  Pop $0
FunctionEnd

Function TakeSettings
  ${GetParameters} $0
  ${GetOptions} $0 "/SITE=" $1
  ${If} $1 == ""
    Return
  ${EndIf}
  ClearErrors
  GetFullPathName $2 "$1"
  CopyFiles /SILENT "$2" "$APPDATA\${NAME}\centre.toml"
  ${If} ${Errors}
    MessageBox MB_ICONSTOP|MB_OK "程序已装好，但读不到本单位的设置 $1，还连不上中心。请检查路径和权限（开机脚本是以这台电脑的账户读取的），再安装一次。" /SD IDOK
    SetErrorLevel 5
    Return
  ${EndIf}
  ${GetParent} "$2" $3
  ${If} ${FileExists} "$3\root.crt"
    CopyFiles /SILENT "$3\root.crt" "$APPDATA\${NAME}\root.crt"
  ${EndIf}
FunctionEnd

Section "Install"
  ; Without it a machine-wide setup would put the shortcut into the menu of one user.
  SetShellVarContext all
  Call CloseProgram
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}\*"

  Call CloseSettings
  Call TakeSettings

  CreateShortcut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\seatapp-window.exe"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKLM "Software\${NAME}" "Folder" "$INSTDIR"
  WriteRegStr HKLM "${KEY}" "DisplayName" "${TITLE}"
  WriteRegStr HKLM "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${KEY}" "DisplayIcon" "$INSTDIR\seatapp-window.exe"
  WriteRegStr HKLM "${KEY}" "Publisher" "SeatApp"
  WriteRegStr HKLM "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKLM "${KEY}" "NoModify" 1
  WriteRegDWORD HKLM "${KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKLM "${KEY}" "EstimatedSize" "$0"
SectionEnd

Section "Uninstall"
  SetShellVarContext all
  Call un.CloseProgram
  Delete "$SMPROGRAMS\${TITLE}.lnk"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\seatapp.exe"
  Delete "$INSTDIR\seatapp-window.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey HKLM "${KEY}"
  DeleteRegKey HKLM "Software\${NAME}"
  DetailPrint "各人的数据保留在 %LOCALAPPDATA%\${NAME}，本机设置保留在 $APPDATA\${NAME}。"
  MessageBox MB_ICONINFORMATION|MB_OK "程序已卸载。各人办理的数据保留在 %LOCALAPPDATA%\${NAME}，本机设置保留在 $APPDATA\${NAME}。" /SD IDOK
SectionEnd
